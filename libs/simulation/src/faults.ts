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
  /** A machine answers instead of a person, which is found out a moment later. */
  readonly machine: number;
  /**
   * The event stream breaks about this often, milliseconds, and is open again up to 90 s later; what happens meanwhile is not
   * told. 0 = never. Only where there is a stream.
   */
  readonly streamCutMs: number;
  /** How a call ended that nobody was told of is not known afterwards: it is gone. */
  readonly forgotten: number;
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
  machine: 0,
  streamCutMs: 0,
  forgotten: 0,
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
  machine: 0.2,
  streamCutMs: 120_000,
  forgotten: 0.2,
  crash: 0.01,
};
