import type { LedgerReading, LedgerWindow } from '../ledger/reading.js';

/** What the ledger leaves to be risked. */
export interface Allowance {
  /** Factor on the risk that is accepted while the ledger is even; 0: none. */
  readonly factor: number;
  /** Abandonments that can still be afforded at the target, by the tighter window. */
  readonly balance: number;
  /** One more abandonment would exceed the window of the law. */
  readonly stop: boolean;
}

/** The target that the risks of the law were found with; another takes them in proportion. */
const FOUND_AT = 0.029;
/** Bounds of the factor. */
const LEAST = 0.05;
const MOST = 8;
/** Answers over which chance is given a hearing: a window with fewer says little. */
const FEW = 50;
/** Answers after which a window must be within its limit, or nothing is risked. */
const SETTLED = 8000;
/** Answers after which less is risked within {@link ROOM} abandonments of the limit: to stop at it costs more than to come near slowly. */
const NEAR = 3000;
const ROOM = 5;
/** Standard units below which nothing is risked. */
const EXHAUSTED = -3;

/** What a ledger leaves; `gain`: the factor's logarithm for each standard unit of balance. */
export function allowance(ledger: LedgerReading, gain: number): Allowance {
  const limit = share(ledger.limit, 1);
  const target = Math.min(limit, share(ledger.target, 0));
  const day = reckon(ledger.day, target, gain);
  const legal = reckon(ledger.legal, target, gain);
  const tighter = legal.factor <= day.factor ? legal : day;
  const near = Math.min(1, Math.max(1, roomOf(ledger.legal, limit, NEAR)) / ROOM);
  const stop = roomOf(ledger.legal, limit, SETTLED) < 1;
  return { ...tighter, factor: (target / FOUND_AT) * near * tighter.factor, stop };
}

function reckon(window: LedgerWindow, target: number, gain: number): Omit<Allowance, 'stop'> {
  const answers = amount(window.answers);
  const balance = target * answers - amount(window.abandoned);
  if (target <= 0) return { factor: 0, balance };
  const units = balance / Math.sqrt(target * (answers + FEW));
  const factor = units < EXHAUSTED ? 0 : Math.min(MOST, Math.max(LEAST, Math.exp(gain * units)));
  return { factor, balance };
}

/**
 * Abandonments until the window of the law is at its limit. A window with few answers may be above it by chance for a while, by
 * three standard units; that allowance is gone after `settled` answers.
 */
function roomOf(window: LedgerWindow, limit: number, settled: number): number {
  if (limit >= 1) return Infinity;
  const answers = amount(window.answers);
  const young = Math.max(0, 1 - answers / settled);
  const chance = 1 + 3 * Math.sqrt(limit * (answers + FEW));
  return limit * answers + chance * young - amount(window.abandoned);
}

function share(value: number, otherwise: number): number {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : otherwise;
}

function amount(value: number): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;
}
