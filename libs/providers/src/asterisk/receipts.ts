import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { AriClient } from './ari-client.js';
import { bodyOf, field } from './ari-reply.js';
import type { AriReply } from './ari-reply.js';

/** Values that a variable may hold before it is given up for another. */
const MOST_BEFORE = 50;
/** Names of variables that the starts of a Ringside share out among themselves, so that Asterisk need not keep some for each. */
const STARTS = 256;

/** What a request to place a call leaves behind in Asterisk. */
export interface Receipt {
  /** The global variable that holds it. */
  readonly variable: string;
  readonly value: string;
  /** What that variable holds if the request was not executed; anything else was written by nobody knows whom. */
  readonly before: ReadonlySet<string>;
}

/**
 * Whether a request was executed whose answer was lost. Each is sent with a variable of its own to be set, a global one, which
 * Asterisk does while it executes the request, before anything is dialed. A variable is used again once the answer is known, so
 * there are as many of them as requests under way at once.
 *
 * No two requests under way share one: not of this process, nor of an application beside it, nor, but for one start in 256, of an
 * earlier process; there its value is not known, and nothing is concluded.
 */
export class Receipts {
  private readonly key: string;
  private readonly free: { readonly variable: string; before: ReadonlySet<string> }[] = [];
  private variables = 0;
  private requests = 0;

  constructor(app: string) {
    const of = createHash('sha256').update(app).digest('hex').slice(0, 12);
    this.key = `${of}_${randomInt(STARTS)}`;
  }

  take(callId: string): Receipt {
    const slot = this.free.pop();
    this.requests += 1;
    return {
      variable: slot?.variable ?? `RINGSIDE_ASKED_${this.key}_${(this.variables += 1)}`,
      value: `${callId} ${this.requests}`,
      before: slot?.before ?? new Set(['']),
    };
  }

  /** The answer is known. A receipt without one is never given back: its request may still be executed. */
  giveBack({ variable, value, before }: Receipt, executed: boolean): void {
    if (executed) this.free.push({ variable, before: new Set(['', value]) });
    else if (before.size < MOST_BEFORE) this.free.push({ variable, before: new Set([...before, value]) });
  }

  /**
   * A name for what Asterisk remembers now, the same as long as it remembers it: the process and its global variables, which a
   * restart clears, or a reload with `clearglobalvars`. Null: it is not known, or variables are not set as receipts are.
   */
  async memory(client: AriClient, signal: AbortSignal): Promise<string | null> {
    const variable = `RINGSIDE_MEMORY_${this.key}`;
    const ask = async (): Promise<unknown> => textOf(await askVariable(client, variable, signal));
    const found = await ask();
    if (typeof found === 'string' && found !== '') return found;
    const name = randomUUID();
    // By the same function as receipts, so that it shows whether that is there (func_global.so).
    const path = `asterisk/variable?variable=${encodeURIComponent(`GLOBAL(${variable})`)}&value=${name}`;
    await client.ask({ method: 'POST', path }, { signal });
    return (await ask()) === name ? name : null;
  }

  /** Whether Asterisk still remembers what it did when `memory` was asked; the reply, when that cannot be said. */
  async remembers(client: AriClient, memory: string, signal: AbortSignal): Promise<boolean | AriReply> {
    const reply = await askVariable(client, `RINGSIDE_MEMORY_${this.key}`, signal);
    const found = textOf(reply);
    return found === null ? reply : found === memory;
  }
}

/** Variables that a request is sent with, so that it leaves its receipt. */
export function receiptVariables({ variable, value }: Receipt): Readonly<Record<string, string>> {
  return { [`GLOBAL(${variable})`]: value };
}

/** Whether the request was executed; the reply, when Asterisk did not say; null: nobody knows what its variable tells. */
export async function wasExecuted(
  client: AriClient,
  receipt: Receipt,
  signal: AbortSignal,
): Promise<boolean | null | AriReply> {
  const reply = await askVariable(client, receipt.variable, signal);
  const found = textOf(reply);
  if (found === null) return reply;
  if (found === receipt.value) return true;
  return receipt.before.has(found) ? false : null;
}

function askVariable(client: AriClient, variable: string, signal: AbortSignal): Promise<AriReply> {
  return client.ask({ method: 'GET', path: `asterisk/variable?variable=${variable}` }, { signal });
}

/** '' when it is not set; null: it was not told. */
function textOf(reply: AriReply): string | null {
  const value = field(bodyOf(reply), 'value');
  return typeof value === 'string' ? value : null;
}
