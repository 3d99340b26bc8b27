import type { Call, EngineInput } from '@ringside/engine';
import type { Knowledge, PhoneSystem } from './phone-system.js';
import type { Random } from './random.js';

/** While the stream is not open deadlines wait: this long, and again after a while. */
const GRACE_MS = 15_000;
const GRACE_EVERY_MS = 10_000;

/** The host behind a link. */
interface Behind {
  calls(): readonly Readonly<Call>[];
  give(input: EngineInput): void;
  hold(down: string | null): void;
  /** Unless this life is over by then. */
  later(ms: number, run: () => void): void;
}

/** A host's end of an event stream: holds the dialing while it is not open, and compares what is in flight before it goes on. */
export class Link {
  private isOpen = false;
  /** Counts openings and losses. */
  private turn = 0;
  private ended = false;

  constructor(
    private readonly phones: PhoneSystem,
    private readonly random: Random,
    private readonly behind: Behind,
  ) {
    behind.hold('connecting');
    this.putOff(this.turn);
    phones.connect((open) => behind.later(0, () => this.become(open)));
  }

  /** The host has died. */
  end(): void {
    this.ended = true;
    this.turn += 1;
  }

  /** What became of this call. */
  ask(callId: string): void {
    if (!this.isOpen) return this.behind.give({ type: 'reconciled', callId, result: 'no_answer' });
    const call = this.behind.calls().find(({ id }) => id === callId);
    if (call !== undefined) this.answer([question(call)]);
  }

  private become(open: boolean): void {
    if (this.ended) return;
    this.isOpen = open;
    this.turn += 1;
    const { behind, turn } = this;
    behind.hold(open ? 'comparing' : 'lost');
    behind.give({ type: 'tick' });
    if (open) this.compare(turn);
    else this.putOff(turn);
  }

  private putOff(turn: number): void {
    if (turn !== this.turn) return;
    this.behind.give({ type: 'grace', ms: GRACE_MS });
    this.behind.later(GRACE_EVERY_MS, () => this.putOff(turn));
  }

  private compare(turn: number): void {
    const { behind, random } = this;
    const asked = behind.calls().filter(({ state }) => state !== 'placing');
    const questions = asked.map(question);
    behind.later(random.between(1, 80), () => {
      if (turn !== this.turn) return;
      if (random.chance(0.1)) return behind.later(1000, () => turn === this.turn && this.compare(turn));
      this.answer(questions, () => {
        if (turn !== this.turn) return;
        behind.hold(null);
        behind.give({ type: 'tick' });
      });
    });
  }

  /** What is on the stream already comes first. */
  private answer(questions: readonly Question[], then?: () => void): void {
    const known = questions.map(({ id }) => this.phones.lookUp(id));
    this.behind.later(25, () => {
      questions.forEach((asked, i) => this.tell(asked, known[i] ?? null));
      then?.();
    });
  }

  private tell({ id: callId, onItsWay }: Question, known: Knowledge): void {
    const { behind } = this;
    if (known === 'gone' && !onItsWay) return behind.give({ type: 'reconciled', callId, result: 'gone' });
    const found = known !== null && known !== 'gone';
    if (found) behind.give({ type: 'signal', callId, signal: known });
    behind.give({ type: 'reconciled', callId, result: found ? 'found' : 'not_found' });
  }
}

interface Question {
  readonly id: string;
  /** Its request may not have arrived yet. */
  readonly onItsWay: boolean;
}

function question({ id, state, placementOpen }: Readonly<Call>): Question {
  return { id, onItsWay: state === 'unknown' && placementOpen };
}
