import { Random } from '../random.js';
import { drawBeta, samplerOf, type Sampler } from './distribution.js';
import type { AnswerRate, Unanswered, World } from './world.js';

/** What becomes of one dial, decided when it is made. */
export interface Fate {
  readonly outcome: 'person' | Unanswered['outcome'];
  /** From the dialing to the answer or the end; null: it rings until Ringside ends it. */
  readonly afterMs: number | null;
}

/** The streams of chance, one a source: the same seed gives each of them the same draws under every policy. */
export class Chances {
  readonly answers: Random;
  readonly ring: Random;
  readonly talk: Random;
  readonly wrap: Random;
  readonly machines: Random;
  readonly callers: Random;
  readonly telephony: Random;
  readonly engine: Random;

  constructor(seed: number) {
    const root = new Random(seed);
    this.answers = root.fork();
    this.ring = root.fork();
    this.talk = root.fork();
    this.wrap = root.fork();
    this.machines = root.fork();
    this.callers = root.fork();
    this.telephony = root.fork();
    this.engine = root.fork();
  }
}

/** Who answers a dial, and when. */
export class Network {
  private readonly answerAfter: Sampler;
  private readonly unanswered: readonly {
    readonly upTo: number;
    readonly one: Unanswered;
    readonly after: Sampler | null;
  }[];
  /** The rates of the blocks of the list, as far as they were dialed. */
  private readonly blocks: number[] = [];
  private readonly lists: Random;

  constructor(
    private readonly world: World,
    private readonly chances: Chances,
  ) {
    this.answerAfter = samplerOf(world.answerAfter, chances.ring);
    this.lists = chances.answers.fork();
    let upTo = 0;
    this.unanswered = world.unanswered.map((one) => ({
      upTo: (upTo += one.share),
      one,
      after: one.after === null ? null : samplerOf(one.after, chances.ring),
    }));
  }

  /** `position`: of the contact in the list; `atMs`: since the day's start. */
  dial(position: number, atMs: number): Fate {
    const { answers } = this.chances;
    const rate = this.rateAt(position, atMs);
    if (answers.next() < rate) return { outcome: 'person', afterMs: this.answerAfter() };
    const x = answers.next();
    for (const { upTo, one, after } of this.unanswered) {
      if (x < upTo) return { outcome: one.outcome, afterMs: after === null ? null : after() };
    }
    return { outcome: 'no_answer', afterMs: null };
  }

  private rateAt(position: number, atMs: number): number {
    const { answerRate } = this.world;
    const { lists } = answerRate;
    let rate = answerRate.base;
    if (lists !== null) {
      const block = Math.floor(position / lists.contacts);
      while (this.blocks.length <= block)
        this.blocks.push(drawBeta(answerRate.base, lists.cv, this.lists.next));
      rate = this.blocks[block] ?? rate;
    }
    return Math.min(1, Math.max(0, rate * factorAt(answerRate, atMs)));
  }
}

function factorAt({ wave, steps }: AnswerRate, atMs: number): number {
  let factor = 1;
  for (const step of steps) if (atMs >= step.atMs) factor = step.factor;
  if (wave !== null) factor *= 1 + wave.amplitude * Math.sin((2 * Math.PI * atMs) / wave.periodMs);
  return factor;
}
