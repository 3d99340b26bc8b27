/**
 * The store cannot start, or may not. The message is one line for a person: what is wrong and what to
 * do about it; there is no stack worth showing.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
