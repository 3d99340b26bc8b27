import type { ContactStatus } from '@ringside/contracts';
import { sql } from 'kysely';
import type { Database } from '../database/connection.js';
import type { Reach, Reading } from './page.js';
import { linesOf, searchBlocks, type SearchBlock, BLOCK_ROWS, type Wanted } from './search-blocks.js';
import type { Statuses } from './statuses.js';

/** Where the contacts of a page stand in their list. */
export interface Positions {
  /** In the reading's direction; one more than the page holds if there are more. */
  readonly positions: readonly number[];
  /** How many match in all; null: more than a page, and not counted. */
  readonly total: number | null;
  /** Whether there are some on the side the reading came from. */
  readonly behind: boolean;
  /** A search went so far for one page, and there may be more behind it. Left out: it came to the end, or the page is full. */
  readonly reached?: number;
}

/** Where a page is read from. `start`: exclusive; null: from the very end. */
export interface Place {
  readonly direction: Reading['direction'];
  readonly limit: number;
  readonly start: number | null;
}

/** Without a filter nothing is searched: positions are 1, 2, 3 ... up to the total. */
export function allPositions(total: number, { direction, limit, start }: Place): Positions {
  const positions: number[] = [];
  if (direction === 'forward') {
    const after = start ?? 0;
    for (let at = after + 1; at <= total && positions.length <= limit; at++) positions.push(at);
    return { positions, total, behind: after > 0 && total > 0 };
  }
  const before = Math.min(start ?? total + 1, total + 1);
  for (let at = before - 1; at >= 1 && positions.length <= limit; at--) positions.push(at);
  return { positions, total, behind: before <= total };
}

export function positionsOfStatus(statuses: Statuses, status: ContactStatus, place: Place): Positions {
  const { limit } = place;
  const found = (direction: Reach['direction'], from: number, most: number): number[] =>
    direction === 'forward' ? statuses.after(from, status, most) : statuses.before(from, status, most);
  const start = startOf(place);
  const back = backOf(place);
  return {
    positions: found(place.direction, start, limit + 1),
    total: statuses.count(status),
    behind: found(back.direction, back.start, 1).length > 0,
  };
}

/** Contacts of one status, and so few of it that they are looked at one by one. */
const FEW = 1000;

/**
 * Contacts whose number or name holds what is wanted, and that are of a status if one is given. A page takes no longer than looking
 * through `budget` blocks that hold it: where all of those are of another status it ends before it is full.
 */
export async function positionsOfSearch(
  db: Database,
  { campaignId, listId }: { readonly campaignId: string; readonly listId: string },
  wanted: Wanted,
  only: Only | null,
  place: Place,
  budget = MOST_BLOCKS,
): Promise<Positions> {
  if (only !== null && only.statuses.count(only.status) <= FEW) {
    const few = only.statuses.after(0, only.status, FEW);
    return pageOfAll(await matchingOf(db, campaignId, wanted, few), place);
  }
  // Else a database that has no statistics yet would rather look through all of them, and sort.
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true)`.execute(db);
  const find = (ends: Ends): Promise<Found> => findMatching(db, listId, wanted, only, ends, budget);
  const { direction, limit } = place;
  const { positions, reached } = await find({ direction, start: startOf(place), limit: limit + 1 });
  const back = atEnd(place) ? NOTHING : await find({ ...backOf(place), limit: 1 });
  const behind = back.positions.length > 0 || back.reached !== null;
  const whole = !behind && reached === null && positions.length <= limit;
  return {
    positions,
    total: whole ? positions.length : null,
    behind,
    ...(reached === null ? {} : { reached }),
  };
}

interface Only {
  readonly statuses: Statuses;
  readonly status: ContactStatus;
}

interface Found {
  readonly positions: readonly number[];
  /** How far it went; null: to the end, or until there were enough. */
  readonly reached: number | null;
}

const NOTHING: Found = { positions: [], reached: null };

interface Ends {
  readonly direction: Reach['direction'];
  /** Exclusive. */
  readonly start: number;
  readonly limit: number;
}

/** After every position. */
const END = 2_000_000_000;

function startOf({ direction, start }: Place): number {
  return direction === 'forward' ? (start ?? 0) : Math.min(start ?? END, END);
}

/** The other way, from where the reading came from. */
function backOf(place: Place): Pick<Ends, 'direction' | 'start'> {
  const start = startOf(place);
  return place.direction === 'forward'
    ? { direction: 'backward', start: start + 1 }
    : { direction: 'forward', start: start - 1 };
}

function atEnd({ direction, start }: Place): boolean {
  return start === null || (direction === 'forward' && start <= 0);
}

/** Of positions in list order, those that match. */
async function matchingOf(
  db: Database,
  campaignId: string,
  wanted: Wanted,
  positions: readonly number[],
): Promise<number[]> {
  if (positions.length === 0) return [];
  const rows = await db
    .selectFrom('campaign_contact')
    .innerJoin('contact', 'contact.id', 'campaign_contact.contact_id')
    .select(['campaign_contact.position', 'contact.phone', 'contact.name'])
    .where('campaign_contact.campaign_id', '=', campaignId)
    .where('campaign_contact.position', 'in', positions)
    .orderBy('campaign_contact.position')
    .execute();
  return searchBlocks(rows).flatMap((block) =>
    linesOf(block, wanted).flatMap((line) => rows[block.offset + line]?.position ?? []),
  );
}

/** The page of positions that are all known, in list order. */
function pageOfAll(all: readonly number[], place: Place): Positions {
  const start = startOf(place);
  const forward = place.direction === 'forward';
  const ahead = forward ? all.filter((at) => at > start) : all.filter((at) => at < start).reverse();
  return {
    positions: ahead.slice(0, place.limit + 1),
    total: all.length,
    behind: ahead.length < all.length,
  };
}

/** Blocks of the first statement, and of a page. */
const FIRST_BLOCKS = 8;
const MOST_BLOCKS = 250;

async function findMatching(
  db: Database,
  listId: string,
  wanted: Wanted,
  only: Only | null,
  { direction, start, limit }: Ends,
  budget: number,
): Promise<Found> {
  const forward = direction === 'forward';
  const positions: number[] = [];
  const [first = 0] = only === null ? [] : only.statuses.after(0, only.status, 1);
  const [last = END] = only === null ? [] : only.statuses.before(END, only.status, 1);
  const until = forward ? last : first;
  let from = forward ? Math.max(start, first - 1) : Math.min(start, last + 1);
  let left = budget;
  for (let some = FIRST_BLOCKS; left > 0; some *= 4) {
    const most = Math.min(some, left);
    const blocks = await readBlocks(db, listId, wanted, { direction, start: from, until, limit: most });
    for (const block of blocks) {
      const lines = linesOf(block, wanted);
      for (const line of forward ? lines : lines.reverse()) {
        const position = block.first + line;
        if (forward ? position <= start : position >= start) continue;
        if (only?.statuses.is(position, only.status) === false) continue;
        positions.push(position);
        if (positions.length >= limit) return { positions, reached: null };
      }
    }
    const end = blocks.at(-1);
    if (end === undefined || blocks.length < most) return { positions, reached: null };
    from = forward ? end.last : end.first;
    left -= blocks.length;
  }
  return { positions, reached: from };
}

interface StoredBlock extends Pick<SearchBlock, 'digits' | 'names'> {
  readonly first: number;
  readonly last: number;
}

async function readBlocks(
  db: Database,
  listId: string,
  { digits, text }: Wanted,
  { direction, start, until, limit }: Ends & { readonly until: number },
): Promise<readonly StoredBlock[]> {
  const within =
    direction === 'forward'
      ? sql`first_position > ${start - BLOCK_ROWS} and last_position > ${start} and first_position <= ${until}`
      : sql`first_position < ${start} and first_position > ${until - BLOCK_ROWS}`;
  const named = sql`strpos(names, ${text}) > 0`;
  const holds = digits === '' ? named : sql`(strpos(digits, ${digits}) > 0 or ${named})`;
  const { rows } = await sql<StoredBlock>`
    select first_position as first, last_position as last, digits, names from ringside.contact_block
     where list_id = ${listId} and ${within} and ${holds}
     order by first_position ${sql.raw(direction === 'forward' ? 'asc' : 'desc')} limit ${limit}`.execute(db);
  return rows;
}
