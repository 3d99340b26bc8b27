/** What a person who starts the service reads, on stdout; the log goes to stderr. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The one line of a start that cannot succeed. */
export function sayFailure(line: string): void {
  process.stderr.write(`ringside: ${line}\n`);
}
