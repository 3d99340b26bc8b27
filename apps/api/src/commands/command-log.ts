import { ERRORS, type ErrorCode, type FieldProblem } from '@ringside/contracts';
import type { AccountStore } from '@ringside/store';
import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { toProblem } from '../http/problem.filter.js';
import { ProblemError, isErrorCode } from '../http/problem.js';

/** Something that changes something, and who wants it. */
export interface Command {
  readonly accountId: string;
  /** `user:<id>`, `api_key:<id>`, `link`. */
  readonly actor: string;
  /** The client's key; null: it cannot be repeated, and is only remembered. */
  readonly key: string | null;
  /** `campaign.start`. */
  readonly name: string;
  readonly target: string | null;
  /** What makes two commands with one key the same command. */
  readonly body: unknown;
  readonly ip: string | null;
}

export interface CommandContext {
  /** What `save` kept in an earlier try of the same command that was cut off by the end of the process; else null. */
  readonly saved: Readonly<Record<string, unknown>> | null;
  /** Keeps something for a repeat to go on from; durable when it resolves. Does nothing without a key. */
  save(progress: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The id of what a command makes, kept before it is made: a repeat after a crash finds it instead of making another. */
export async function keptId({ saved, save }: CommandContext): Promise<string> {
  if (typeof saved?.['id'] === 'string') return saved['id'];
  const id = uuidv7();
  await save({ id });
  return id;
}

/** How a command ended, as it is kept. */
type Stored =
  // JSON as a text: a repeat is answered byte by byte the same.
  | { readonly done: unknown }
  | { readonly refused: ErrorCode; readonly detail: string; readonly errors?: readonly FieldProblem[] }
  | { readonly saved: Readonly<Record<string, unknown>> };

type CommandStore = Pick<AccountStore, 'beginCommand' | 'finishCommand'>;

/**
 * Carries out what changes something, once a key, and remembers who did it (DECISIONS D19: one table is
 * both). A repeat is answered as the first was; while the first is still at work, the repeat waits for it; when the
 * first was cut off, the repeat does it.
 */
export class CommandLog {
  private readonly running = new Map<string, { readonly hash: string; readonly result: Promise<unknown> }>();

  constructor(private readonly storeFor: (accountId: string) => CommandStore) {}

  /** Answers what `work` answers (as JSON keeps it), or throws what it throws. */
  async once<T>(command: Command, work: (context: CommandContext) => Promise<T>): Promise<T> {
    const hash = createHash('sha256')
      .update(JSON.stringify([command.name, command.target, command.body ?? null]))
      .digest('hex');
    if (command.key === null) return this.first(command, hash, work);
    const slot = `${command.accountId} ${command.key}`;
    const running = this.running.get(slot);
    if (running !== undefined) {
      if (running.hash !== hash) throw keyReused();
      return running.result as Promise<T>;
    }
    const result = this.first(command, hash, work).finally(() => this.running.delete(slot));
    this.running.set(slot, { hash, result });
    return result;
  }

  private async first<T>(
    command: Command,
    bodyHash: string,
    work: (context: CommandContext) => Promise<T>,
  ): Promise<T> {
    const store = this.storeFor(command.accountId);
    const { actor, name, target, ip } = command;
    const repeatable = command.key !== null;
    const key = command.key ?? randomUUID();
    const begun = await store.beginCommand({ key, actor, name, target, bodyHash, ip });
    if (begun.kind === 'conflict') throw keyReused();
    const stored = begun.kind === 'repeat' ? readStored(begun.result) : null;
    if (stored !== null && 'refused' in stored) {
      const { refused, detail, errors = [] } = stored;
      throw new ProblemError(refused, detail, { errors });
    }
    if (stored !== null && 'done' in stored) return readDone(stored.done) as T;

    const finish = (result: Stored): Promise<void> => store.finishCommand(key, result);
    try {
      const done = await work({
        saved: stored?.saved ?? null,
        save: async (saved) => (repeatable ? finish({ saved }) : undefined),
      });
      // Without a key nobody can ask again: the audit needs no more than that it was done.
      await finish({ done: repeatable ? (JSON.stringify(done) ?? null) : null });
      return done;
    } catch (error) {
      const { code, detail, extra } = toProblem(error);
      // What is decided is answered again; what may pass is tried again by a repeat.
      if (ERRORS[code] < 500 && code !== 'too_many_requests') {
        await finish({
          refused: code,
          detail,
          ...(extra.errors === undefined ? {} : { errors: extra.errors }),
        });
      }
      throw error;
    }
  }
}

function keyReused(): ProblemError {
  return new ProblemError('idempotency_key_reused', 'Send another Idempotency-Key with another request.');
}

function readStored(result: unknown): Stored | null {
  if (typeof result !== 'object' || result === null) return null;
  if ('refused' in result && isErrorCode(result.refused)) {
    const { detail = '', errors = [] } = result as Partial<Extract<Stored, { refused: ErrorCode }>>;
    return { refused: result.refused, detail, errors };
  }
  if ('saved' in result) return { saved: result.saved as Readonly<Record<string, unknown>> };
  return 'done' in result ? (result as Extract<Stored, { done: unknown }>) : null;
}

/** Before this was a text, it was the answer itself. */
function readDone(done: unknown): unknown {
  return typeof done === 'string' ? JSON.parse(done) : done;
}
