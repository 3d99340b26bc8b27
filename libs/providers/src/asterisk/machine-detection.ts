import type { AriClient } from './ari-client.js';
import { bodyOf, field, statusOf, succeeded, wordsOf } from './ari-reply.js';

/** Where the dialplan listens for a machine; README.md has what must stand there. */
const PLACE = { context: 'ringside', extension: 'amd', priority: 1 } as const;
const EXISTS = `DIALPLAN_EXISTS(${PLACE.context},${PLACE.extension},${PLACE.priority})`;

/** Arguments with which a call comes into the application: from `originate`, and from the dialplan. */
export const CALL_ARGS = 'call';
export const DETECT_ARGS = 'call,detect';

/** Whether a call that was answered is to be listened to. */
export function wantsDetection(args: readonly string[]): boolean {
  return args[0] === 'call' && args[1] === 'detect';
}

/** Whether a call comes back from the dialplan, with whatever it found. */
export function isDetected(args: readonly string[]): boolean {
  return args[0] === 'amd';
}

/** Who answered, as `AMDSTATUS` has it; null: it is not sure, or was not asked. */
export function readDetection(args: readonly string[]): 'human' | 'machine' | null {
  if (!isDetected(args)) return null;
  if (args[1] === 'HUMAN') return 'human';
  return args[1] === 'MACHINE' ? 'machine' : null;
}

export type Listening =
  | 'listening'
  /** The call ended. */
  | 'gone'
  /** It cannot be found out who answered; the call is where it was. */
  | { readonly cannot: string };

/**
 * Sends an answered call into the dialplan, to find out who answered. A call that is sent where there is nothing is ended by
 * Asterisk, so it is made sure first, once.
 */
export class MachineDetection {
  private there = false;

  constructor(private readonly client: AriClient) {}

  async listenTo(callId: string): Promise<Listening> {
    if (!this.there) {
      const reply = await this.client.ask({
        method: 'GET',
        path: `channels/${callId}/variable?variable=${encodeURIComponent(EXISTS)}`,
      });
      if (statusOf(reply) === 404) return 'gone';
      if (!succeeded(reply))
        return {
          cannot: `Asterisk cannot say whether its dialplan has [ringside] exten amd (${wordsOf(reply)}): load func_dialplan.so, or machine detection stays off.`,
        };
      if (field(bodyOf(reply), 'value') !== '1')
        return {
          cannot:
            'The dialplan has no [ringside] exten amd, so machines are not told from people: add it to extensions.conf as the guide shows, and load app_amd.so.',
        };
      this.there = true;
    }
    const reply = await this.client.ask({ method: 'POST', path: `channels/${callId}/continue`, body: PLACE });
    if (succeeded(reply)) return 'listening';
    return statusOf(reply) === 404 ? 'gone' : { cannot: `Machine detection failed: ${wordsOf(reply)}.` };
  }
}
