import type { CampaignLive } from '@ringside/client';
import type { RowView } from '@ringside/contracts';
import { Observable } from 'rxjs';

/** One place on the board where a line's calls are shown, one after the other. */
export interface LineSlot {
  /** The call shown, or null while the line is free. */
  readonly row: RowView | null;
  /** Set when the call is over: its result is shown until then, local epoch milliseconds. */
  readonly resultUntil: number | null;
}

/** How long a finished call's result stays: a breath. */
export const RESULT_MS = 1200;
/** Beyond this many lines the board is a compact grid, and results do not linger. */
export const MANY_LINES = 12;

const FREE: LineSlot = { row: null, resultUntil: null };

/**
 * The slots after news. A call keeps its slot from its first moment to its result; a new call takes
 * the first free slot, and waits for a result to be seen if there is none.
 */
export function nextSlots(slots: readonly LineSlot[], live: CampaignLive, now: number): readonly LineSlot[] {
  const size = Math.max(live.campaign.lines, live.lines.length);
  const breath = size > MANY_LINES ? 0 : RESULT_MS;
  const flying = new Map(live.lines.map((line) => [line.call_id, line]));
  const changed = new Map(live.changed.map((row) => [row.id, row]));
  const kept = slots.map((slot) => {
    const row = slot.row && flying.get(slot.row.call_id);
    if (row) {
      flying.delete(row.call_id);
      return { row, resultUntil: null };
    }
    return ended(slot, changed, now, breath);
  });
  while (kept.length < size) kept.push(FREE);
  const next = kept.map((slot) => {
    if (slot.row) return slot;
    const [first] = flying.values();
    if (!first) return slot;
    flying.delete(first.call_id);
    return { row: first, resultUntil: null };
  });
  return shrink(next, size);
}

function ended(slot: LineSlot, changed: ReadonlyMap<string, RowView>, now: number, breath: number): LineSlot {
  if (slot.row === null) return FREE;
  if (slot.resultUntil !== null) return slot.resultUntil > now ? slot : FREE;
  const result = changed.get(slot.row.id);
  if (!result || result.call_id !== slot.row.call_id || result.call_state !== null || breath === 0)
    return FREE;
  return { row: result, resultUntil: now + breath };
}

/** Fewer lines: free slots go first, from the end; a call never loses its place. */
function shrink(slots: readonly LineSlot[], size: number): readonly LineSlot[] {
  const result = [...slots];
  for (let index = result.length - 1; index >= 0 && result.length > size; index--) {
    if (result[index]?.row === null) result.splice(index, 1);
  }
  return result;
}

/** The slots of a campaign as time goes by. */
export function lineSlots(live$: Observable<CampaignLive>): Observable<readonly LineSlot[]> {
  return new Observable((subscriber) => {
    let slots: readonly LineSlot[] = [];
    let live: CampaignLive | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const advance = (): void => {
      clearTimeout(timer);
      if (!live) return;
      const now = Date.now();
      slots = nextSlots(slots, live, now);
      subscriber.next(slots);
      const ends = slots.flatMap((slot) => (slot.resultUntil === null ? [] : [slot.resultUntil]));
      if (ends.length > 0) timer = setTimeout(advance, Math.max(0, Math.min(...ends) - now) + 1);
    };
    subscriber.add(() => clearTimeout(timer));
    subscriber.add(
      live$.subscribe({
        next: (value) => {
          live = value;
          advance();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
  });
}
