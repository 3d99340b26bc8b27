/** What goes wrong in the world, as probabilities from 0 to 1 unless said otherwise. */
export interface Faults {
  /** Ringing is reported before the reply to the placement has gone out. */
  readonly early: number;
  /** A status comes up to 20 s late. */
  readonly late: number;
  /** A status comes twice. */
  readonly doubled: number;
  /** A status comes after the ones that follow it. */
  readonly reordered: number;
  /** A status never comes. */
  readonly lost: number;
  /** The call never ends. */
  readonly neverCompleted: number;
  /** 200 with an error: not placed. */
  readonly error: number;
  /** 429 or 503, half of them with Retry-After: not placed. */
  readonly refused: number;
  /** The connection is refused: not placed. */
  readonly unreachable: number;
  /** Any other 5xx: placed or not, nobody knows. */
  readonly broken: number;
  /** Placed, but the reply is lost. */
  readonly replyLost: number;
  /** Placed, but the reply is slower than the reply timeout. */
  readonly replySlow: number;
  /** The phone system is restarted about this often, milliseconds: its calls are gone, its ids begin again. 0 = never. */
  readonly phoneSystemRestartMs: number;
  /** Our process dies at a commit: before it is durable, after it, or in the middle of its effects. */
  readonly crash: number;
}

export const NO_FAULTS: Faults = {
  early: 0,
  late: 0,
  doubled: 0,
  reordered: 0,
  lost: 0,
  neverCompleted: 0,
  error: 0,
  refused: 0,
  unreachable: 0,
  broken: 0,
  replyLost: 0,
  replySlow: 0,
  phoneSystemRestartMs: 0,
  crash: 0,
};

/** All of them together. */
export const ALL_FAULTS: Faults = {
  early: 0.2,
  late: 0.1,
  doubled: 0.2,
  reordered: 0.1,
  lost: 0.05,
  neverCompleted: 0.03,
  error: 0.03,
  refused: 0.08,
  unreachable: 0.05,
  broken: 0.02,
  replyLost: 0.03,
  replySlow: 0.03,
  phoneSystemRestartMs: 240_000,
  crash: 0.01,
};
