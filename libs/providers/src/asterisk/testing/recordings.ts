import { readFileSync } from 'node:fs';
import type { CallSignal } from '@ringside/telephony';

/** A call of a recorded stream, and what it is in our words: from what was asked for and what the far end did, not from the events. */
export interface Recording {
  readonly version: '16' | '22';
  readonly name: string;
  /** Id of the call's channel in the recording. */
  readonly channel: string;
  readonly ringTimeoutMs: number;
  /** States in their order. */
  readonly states: readonly CallSignal['state'][];
  readonly answeredBy?: 'human' | 'machine';
  readonly doNotCall?: true;
}

type Row = Omit<Recording, 'version' | 'channel' | 'ringTimeoutMs'> & Partial<Recording>;

/** What the numbers of the lab stand for, and what was done to them. */
const ON_BOTH: readonly Row[] = [
  { name: '1000-human', states: ['dialing', 'ringing', 'answered', 'completed'] },
  { name: '1001-busy', states: ['dialing', 'ringing', 'busy'] },
  { name: '1002-noanswer-timeout6', states: ['dialing', 'ringing', 'no_answer'], ringTimeoutMs: 6000 },
  { name: '1003-rejected', states: ['dialing', 'ringing', 'rejected'] },
  { name: '1004-unallocated', states: ['dialing', 'failed'] },
  { name: '1005-congestion', states: ['dialing', 'failed'] },
  { name: '1006-instant', states: ['dialing', 'answered', 'completed'] },
  { name: '1007-noresponse', states: ['dialing', 'ringing', 'no_answer'] },
  { name: 'cancel-while-ringing', states: ['dialing', 'ringing', 'canceled'] },
  { name: 'bad-context', states: ['failed'] },
  { name: 'amd-1008', states: ['dialing', 'ringing', 'answered', 'completed'], answeredBy: 'machine' },
  { name: 'amd-1009', states: ['dialing', 'ringing', 'answered', 'completed'], answeredBy: 'human' },
  ...(['lead', 'agent', 'sup'] as const).map((channel): Row => {
    const rang = channel === 'lead' ? (['ringing'] as const) : [];
    return { name: 'bridge-snoop', channel, states: ['dialing', ...rang, 'answered', 'completed'] };
  }),
];

/** A SIP far end that answers with this status, or otherwise as named. */
const SIP: readonly Row[] = [
  { name: 'sip-404', states: ['dialing', 'failed'] },
  { name: 'sip-408', states: ['dialing', 'ringing', 'no_answer'] },
  { name: 'sip-480', states: ['dialing', 'ringing', 'no_answer'] },
  { name: 'sip-484', states: ['dialing', 'failed'] },
  { name: 'sip-486', states: ['dialing', 'ringing', 'busy'] },
  { name: 'sip-503', states: ['dialing', 'failed'] },
  { name: 'sip-600', states: ['dialing', 'busy'] },
  { name: 'sip-603', states: ['dialing', 'ringing', 'rejected'] },
  { name: 'sip-607', states: ['dialing', 'rejected'], doNotCall: true },
  { name: 'sip-608', states: ['dialing', 'rejected'], doNotCall: true },
  { name: 'sip-dead', states: ['dialing', 'no_answer'], ringTimeoutMs: 8000 },
  { name: 'sip-answer', states: ['dialing', 'ringing', 'answered', 'completed'] },
  { name: 'sip-sn-uas', states: ['dialing', 'ringing', 'answered', 'completed'] },
];

export const RECORDINGS: readonly Recording[] = [
  ...(['16', '22'] as const).flatMap((version) => ON_BOTH.map((row) => recording(version, row))),
  ...SIP.map((row) => recording('22', row)),
];

/** The events of a recording, as text, with this id in place of the call's. */
export function recordedEvents({ version, name, channel }: Recording, callId: string): string[] {
  return readLines(version, name).map((line) =>
    line
      .replaceAll(`"id":"${channel}"`, `"id":"${callId}"`)
      .replaceAll(`"id":"${channel};2"`, `"id":"${callId};2"`),
  );
}

function recording(version: '16' | '22', row: Row): Recording {
  const channel = row.channel ?? firstChannel(readLines(version, row.name));
  return { version, channel, ringTimeoutMs: 30_000, ...row };
}

function firstChannel(lines: readonly string[]): string {
  for (const line of lines) {
    const { channel, peer } = JSON.parse(line) as { channel?: { id: string }; peer?: { id: string } };
    const id = (channel ?? peer)?.id ?? ';2';
    if (!id.endsWith(';2')) return id;
  }
  throw new Error('a recording without a call');
}

function readLines(version: string, name: string): string[] {
  const url = new URL(`../fixtures/asterisk-${version}/${name}.jsonl`, import.meta.url);
  return readFileSync(url, 'utf8').split('\n').filter(Boolean);
}
