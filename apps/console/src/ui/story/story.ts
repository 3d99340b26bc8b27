import type { CallStoryEvent } from '@ringside/contracts';

/** One entry of a call's story: a fact, with the webhook or placement that told it. */
export interface StoryEntry {
  readonly at: string;
  /** What happened, a fact's type without `call.`, a webhook's status or a placement's outcome. */
  readonly what: string;
  readonly source: CallStoryEvent['source'];
  /** Colour of the dot. */
  readonly status: string;
  /** False when it came late or twice and changed nothing. */
  readonly applied: boolean;
  /** Milliseconds from the phone system's own time to ours. */
  readonly delayMs: number | null;
  readonly reason: string | null;
  readonly body: string | null;
}

/** A webhook or a reply and the fact it led to are stored in one commit. */
const SAME_MOMENT_MS = 250;

/** The story as it is told, oldest first: a webhook or reply and the fact it caused are one entry. */
export function storyOf(events: readonly CallStoryEvent[]): readonly StoryEntry[] {
  const entries: StoryEntry[] = [];
  for (const event of events) {
    const entry = entryOf(event);
    const last = entries.at(-1);
    if (last && isSame(last, entry)) entries[entries.length - 1] = merged(last, entry);
    else entries.push(entry);
  }
  return entries;
}

function entryOf(event: CallStoryEvent): StoryEntry {
  const what = event.type.replace(/^call\./, '');
  return {
    at: event.at,
    what: nameOf(event, what),
    source: event.source,
    status: STATUS_OF[what.toLowerCase()] ?? what.toLowerCase(),
    applied: event.applied,
    delayMs: event.delay_ms,
    reason: what === 'answered_by' ? null : event.reason,
    body: event.body,
  };
}

/** What it is called. Of a record its words say the same each time; that it came is the news. */
function nameOf({ source, reason }: CallStoryEvent, what: string): string {
  if (source === 'record') return 'record';
  // Who it was stands where other facts have their reason.
  if (what === 'answered_by') return `answered_by_${reason ?? ''}`;
  return source === 'placement' ? `placement_${what}` : what;
}

const STATUS_OF: Readonly<Record<string, string>> = {
  placing: 'dialing',
  accepted: 'dialing',
  refused: 'unknown',
  record: 'idle',
  answered_by: 'answered',
  // The words of a PBX, as they come.
  originate: 'dialing',
  ring: 'ringing',
  hangup: 'completed',
};
/** What a PBX ends a call with, and how such a call has ended. */
const ENDS = ['hangup', 'record'];
const HUNG_UP = ['completed', 'no_answer'];

function isSame(a: StoryEntry, b: StoryEntry): boolean {
  const [fact, cause] = a.source === 'fact' ? [a, b] : [b, a];
  if (fact.source !== 'fact' || fact.what === 'placing' || fact.what.startsWith('answered_by')) return false;
  if (cause.source === 'fact' || !cause.applied) return false;
  // What refused or failed to place a call has its own words, and the fact has others.
  if (cause.source === 'placement' && cause.what !== 'placement_accepted') return false;
  const same =
    fact.status === cause.status ||
    (ENDS.includes(cause.what.toLowerCase()) && HUNG_UP.includes(fact.status));
  return same && Math.abs(Date.parse(fact.at) - Date.parse(cause.at)) <= SAME_MOMENT_MS;
}

function merged(a: StoryEntry, b: StoryEntry): StoryEntry {
  const [fact, cause] = a.source === 'fact' ? [a, b] : [b, a];
  return {
    ...fact,
    what: cause.source === 'placement' ? cause.what : fact.what,
    source: cause.source,
    delayMs: cause.delayMs,
    body: cause.body,
    reason: fact.reason ?? cause.reason,
  };
}
