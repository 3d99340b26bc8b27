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

/** A webhook and the fact it led to are stored in one commit. */
const SAME_MOMENT_MS = 250;

/** The story as it is told, oldest first: a webhook and the fact it caused are one entry. */
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
    what: event.source === 'placement' ? `placement_${what}` : what,
    source: event.source,
    status: STATUS_OF[what] ?? what,
    applied: event.applied,
    delayMs: event.delay_ms,
    reason: event.reason,
    body: event.body,
  };
}

const STATUS_OF: Readonly<Record<string, string>> = {
  placing: 'dialing',
  accepted: 'dialing',
  refused: 'unknown',
  rejected: 'failed',
};

function isSame(a: StoryEntry, b: StoryEntry): boolean {
  const pair = [a.source, b.source].sort().join();
  if (pair !== 'fact,webhook' || !a.applied || !b.applied) return false;
  return a.status === b.status && Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= SAME_MOMENT_MS;
}

function merged(a: StoryEntry, b: StoryEntry): StoryEntry {
  const [fact, webhook] = a.source === 'fact' ? [a, b] : [b, a];
  return {
    ...fact,
    source: 'webhook',
    delayMs: webhook.delayMs,
    body: webhook.body,
    reason: fact.reason ?? webhook.reason,
  };
}
