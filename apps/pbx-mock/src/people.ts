import { between, draw, happens } from './random.js';

/** The statuses a call API reports, in the order in which they happen. */
export const CALL_STATUSES = ['ringing', 'answered', 'completed'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

export const ANSWERED_BY = ['human', 'machine'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

/** Who lives in this world: everybody alike, or a mixture. */
export const PEOPLE = ['mixed', 'answer', 'ignore', 'busy', 'hang_up', 'instant', 'told'] as const;
export type People = (typeof PEOPLE)[number];

/**
 * One person at the far end.
 *
 * - `answer`      rings 2-8 s, talks 3-20 s
 * - `busy`        ends after 0.3-1.5 s without ringing
 * - `ignore`      rings, ends after about 25 s unanswered
 * - `hang_up`     picks up after 1-4 s and puts down within 0.1-0.6 s
 * - `talk`        answers and talks a minute
 * - `stuck`       answers, and the call never ends by itself
 * - `unreachable` is not placed at all: the reply carries an error
 * - `instant`     everything at once
 * - `told`        does what `POST /mock/move` says, and nothing by itself
 * - `machine`     an answering machine: answers after 4-6 s, and ends 15-25 s later
 */
export type Person = Exclude<People, 'mixed'> | 'talk' | 'stuck' | 'unreachable' | 'machine';

/** Numbers that end in 555-01DN: the tens digit D chooses the person. 9 leaves it to `people`. */
export const PERSON_OF_TENS: readonly (Person | undefined)[] = [
  'answer',
  'busy',
  'ignore',
  'hang_up',
  'talk',
  'stuck',
  'unreachable',
  'instant',
  'machine',
];

/** Something that happens in a call, `afterMs` after the thing before it. */
export interface Step {
  readonly afterMs: number;
  readonly status: CallStatus;
}

/** Who answers this number this time. The number itself may say so, except where all is `instant`. */
export function personOf(phone: string, people: People, fate: number): Person {
  if (people === 'instant') return people;
  const chosen = personOfNumber(phone);
  if (chosen !== undefined) return chosen;
  if (people !== 'mixed') return people;
  const chance = draw(fate, 'person');
  if (chance < 0.65) return 'answer';
  if (chance < 0.8) return 'ignore';
  return chance < 0.92 ? 'busy' : 'hang_up';
}

/**
 * Who it is that answers, for whoever asked to find out. Of those who simply answer, so many percent are machines, unless the number
 * itself says who answers.
 */
export function answeredBy(phone: string, person: Person, percent: number, fate: number): AnsweredBy {
  if (person === 'machine') return 'machine';
  const byChance = person === 'answer' && personOfNumber(phone) === undefined;
  return byChance && happens(percent, fate, 'machine') ? 'machine' : 'human';
}

function personOfNumber(phone: string): Person | undefined {
  const tens = /55501(\d)\d$/.exec(phone.replace(/\D/g, ''))?.[1];
  return tens === undefined ? undefined : PERSON_OF_TENS[Number(tens)];
}

/** What happens in a call to this person, in order; times are for speed 1. */
export function storyOf(person: Person, fate: number): readonly Step[] {
  const ringing: Step = { afterMs: between(200, 1000, fate, 'dial'), status: 'ringing' };
  const answered = (from: number, to: number): Step => ({
    afterMs: between(from, to, fate, 'ring'),
    status: 'answered',
  });
  const completed = (from: number, to: number): Step => ({
    afterMs: between(from, to, fate, 'talk'),
    status: 'completed',
  });
  switch (person) {
    case 'answer':
      return [ringing, answered(2000, 8000), completed(3000, 20_000)];
    case 'busy':
      return [completed(300, 1500)];
    case 'ignore':
      return [ringing, completed(24_000, 26_000)];
    case 'hang_up':
      return [ringing, answered(1000, 4000), completed(100, 600)];
    case 'talk':
      return [ringing, answered(2000, 4000), completed(60_000, 60_001)];
    case 'stuck':
      return [ringing, answered(2000, 8000), { afterMs: Infinity, status: 'completed' }];
    case 'unreachable':
      return [];
    case 'instant':
      return CALL_STATUSES.map((status) => ({ afterMs: 0, status }));
    case 'machine':
      return [ringing, answered(4000, 6000), completed(15_000, 25_000)];
    case 'told':
      return CALL_STATUSES.map((status) => ({ afterMs: Infinity, status }));
  }
}
