import type { Outbound } from '@ringside/outbound';
import { ValidateBy } from 'class-validator';
import { isIP } from 'node:net';
import { fieldsProblem } from '../http/validation.pipe.js';

const MAX_LENGTH = 2000;

/** What is wrong with a `call_state_url`, in one sentence, or null. Placeholders stand in its path and query only. */
export function callStateUrlProblem(given: unknown): string | null {
  if (typeof given !== 'string') return 'call_state_url must be a text';
  const text = given.trim();
  if (text === '') return null;
  if (text.length > MAX_LENGTH) return `call_state_url must have at most ${MAX_LENGTH} characters`;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return 'call_state_url must be an http or https address; placeholders go in its path and query';
  }
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') {
    return 'call_state_url must not hold a name or password: every message is signed instead';
  }
  return null;
}

export function IsCallStateUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isCallStateUrl',
    validator: {
      validate: (value: unknown) => callStateUrlProblem(value) === null,
      defaultMessage: (about) => callStateUrlProblem(about?.value) ?? '',
    },
  });
}

/**
 * Refuses an address, written as one, that nothing would ever be sent to. What a name stands for is looked at when something is sent:
 * it may be another by then.
 */
export async function mustBeReachable(
  outbound: Pick<Outbound, 'addresses'>,
  url: string | null | undefined,
): Promise<void> {
  const text = url?.trim() ?? '';
  if (text === '') return;
  const host = new URL(text).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return;
  const reach = await outbound.addresses(text);
  if (reach.kind === 'allowed') return;
  throw fieldsProblem([{ field: 'call_state_url', code: reach.code, detail: `${reach.detail}.` }]);
}
