import { between, draw } from './random.js';

/** The statuses a call API reports, in the order in which they happen. */
export const CALL_STATUSES = ['ringing', 'answered', 'completed'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** Who lives in this world: everybody alike, or a mixture. */
export const PEOPLE = ['mixed', 'answer', 'ignore', 'busy', 'hang_up', 'instant'] as const;
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
 */
export type Person = Exclude<People, 'mixed'> | 'talk' | 'stuck' | 'unreachable';

/** Numbers that end in 555-01DN: the tens digit D chooses the person. 8 and 9 leave it to `people`. */
export const PERSON_OF_TENS: readonly (Person | undefined)[] = [
  'answer',
  'busy',
  'ignore',
  'hang_up',
  'talk',
  'stuck',
  'unreachable',
  'instant',
];

/** Something that happens in a call, `afterMs` after the thing before it. */
export interface Step {
  readonly afterMs: number;
  readonly status: CallStatus;
}

/** Who answers this number this time. The number itself may say so, except where all is `instant`. */
export function personOf(phone: string, people: People, fate: number): Person {
  if (people === 'instant') return people;
  const tens = /55501(\d)\d$/.exec(phone.replace(/\D/g, ''))?.[1];
  const chosen = tens === undefined ? undefined : PERSON_OF_TENS[Number(tens)];
  if (chosen !== undefined) return chosen;
  if (people !== 'mixed') return people;
  const chance = draw(fate, 'person');
  if (chance < 0.65) return 'answer';
  if (chance < 0.8) return 'ignore';
  return chance < 0.92 ? 'busy' : 'hang_up';
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
  }
}
