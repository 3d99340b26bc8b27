/** The abandonment ledger of one campaign as a policy reads it. */
export interface LedgerReading {
  /** The last 24 hours. */
  readonly day: LedgerWindow;
  /** The window of the law: 30 days in the US, 24 hours in the UK. */
  readonly legal: LedgerWindow;
  /** The law's limit, as a share of live answers: 0.03. 1: no limit. */
  readonly limit: number;
  /** What is aimed at instead, with a margin to the limit: 0.029. */
  readonly target: number;
  /** Time in which somebody must talk to a person who answered, milliseconds: 2,000 by law; world M has 0. */
  readonly answerWithinMs: number;
}

/** Live answers and those of them that were abandoned, within one window. */
export interface LedgerWindow {
  readonly answers: number;
  readonly abandoned: number;
}
