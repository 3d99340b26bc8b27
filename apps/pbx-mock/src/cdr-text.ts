import type { Behaviour } from './behaviour.js';
import { type Cdr, type OwnCall, PBX_ACTIONS, type PbxAction } from './cdr.js';
import { badOf, oddOf, spoil, strange } from './oddities.js';
import { happens } from './random.js';

/** The JSON of one webhook (`action`), with whatever is to be wrong with it. */
export function webhookText(call: OwnCall, action: PbxAction, behaviour: Behaviour): string {
  const index = PBX_ACTIONS.indexOf(action);
  return text(call, action, behaviour, happens(behaviour.badWebhooks, call.fate, 'bad_webhook', index));
}

/** The JSON of the record of a call, with whatever is to be wrong with it. */
export function recordText(call: OwnCall, behaviour: Behaviour): string {
  return text(call, 'HANGUP', behaviour, happens(behaviour.badRecords, call.fate, 'bad_record'));
}

function text(call: OwnCall, action: PbxAction, behaviour: Behaviour, bad: boolean): string {
  const exact = cdrOf(call, action);
  const told = happens(behaviour.oddDates, call.fate, 'odd') ? strange(exact, oddOf(call.fate)) : exact;
  const json =
    behaviour.unknown === 'null'
      ? JSON.stringify(told)
      : JSON.stringify(told, (_, value: unknown) => (value === null ? undefined : value));
  return bad ? spoil(json, badOf(call.fate)) : json;
}

function cdrOf(call: OwnCall, action: PbxAction): Cdr {
  const { startedMs, endedMs } = call;
  return {
    uuid: call.uuid,
    domain_name: 'mockpbx.impactpbx.com',
    caller_name: '',
    caller_number: Number(call.from),
    destination_number: Number(call.phone),
    direction: 'outbound',
    call_start: new Date(startedMs).toISOString(),
    ring_start: dateOf(call.ringingMs),
    answer_start: dateOf(call.answeredMs),
    call_end: dateOf(endedMs),
    duration: endedMs === null ? null : (endedMs - startedMs) / 1000,
    recording: call.recording,
    click_to_call: false,
    click_to_call_data: '',
    action,
  };
}

function dateOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
