import type { OwnCall } from './cdr.js';
import { type People, type Person, PERSON_OF_TENS, personOf, storyOf } from './people.js';
import { bits, draw } from './random.js';

/** The one number that all calls of the PBX come from. */
export const PBX_CALLER = '12125550199';

/** Area codes of the numbers it calls, all of which are 555-0100 to 555-0179. */
const AREAS = [202, 205, 206, 208, 213, 214, 301, 302, 303, 305, 312, 313, 314, 401, 402, 404, 405, 406, 410];

const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

/** Who is called, and what the call is known by: all of it follows from the fate. */
export interface Intent {
  readonly fate: number;
  readonly person: Person;
  readonly uuid: string;
  readonly phone: string;
  readonly from: string;
  /** What its recording is called, if it is answered. */
  readonly recording: string;
}

/** The call that belongs to a fate. `twin`: a second key of the same call, so that uuids differ where fates are equal. */
export function intentOf(fate: number, twin: number, people: People): Intent {
  // Nobody tells these people what to do.
  const person = personOf('', people === 'told' ? 'mixed' : people, fate);
  const [uuid, recording] = [uuidOf(fate, twin), uuidOf(bits(twin, 7), bits(fate, 8))];
  return { fate, person, uuid, phone: phoneOf(person, fate), from: PBX_CALLER, recording };
}

/** A whole call that begins at `startedMs`, without its having happened: whole seconds, as in the document. */
export function callOnPaper(fate: number, twin: number, people: People, startedMs: number): OwnCall {
  const { person, uuid, phone, from, recording } = intentOf(fate, twin, people);
  let ms = startedMs;
  let ringingMs: number | null = null;
  let answeredMs: number | null = null;
  for (const { afterMs, status } of storyOf(person, fate)) {
    ms += Math.round(afterMs / 1000) * 1000;
    if (status === 'ringing') ringingMs = ms;
    else if (status === 'answered') answeredMs = ms;
  }
  const times = { startedMs, ringingMs, answeredMs, endedMs: ms };
  return { fate, uuid, phone, from, ...times, recording: answeredMs === null ? null : recording };
}

/** A number at which, by its tens digit, this person answers. */
function phoneOf(person: Person, fate: number): string {
  const area = AREAS[Math.floor(draw(fate, 'area') * AREAS.length)] ?? 202;
  const tens = Math.max(0, PERSON_OF_TENS.indexOf(person));
  return `1${String(area)}55501${String(tens)}${String(Math.floor(draw(fate, 'digit') * 10))}`;
}

function uuidOf(a: number, b: number): string {
  const [c, d] = [bits(a, 9) ^ b, bits(b, 10) ^ a];
  return (
    `${hex(a >>> 16)}${hex(a)}-${hex(b >>> 16)}-4${hex(b).slice(1)}-` +
    `${hex(0x8000 | ((c >>> 16) & 0x3fff))}-${hex(c)}${hex(d >>> 16)}${hex(d)}`
  );
}

function hex(value: number): string {
  return HEX[value & 0xffff] ?? '';
}
