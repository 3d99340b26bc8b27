import type { CampaignView, Counts } from '@ringside/contracts';

/** How many contacts were done at a moment. */
export interface PaceSample {
  readonly at: number;
  readonly done: number;
  readonly pass: number;
}

/** How far back the rate looks, milliseconds. */
const WINDOW_MS = 120_000;
/** Less than this says nothing about a rate. */
const LEAST_MS = 5_000;
/** Slower than this is standing still. */
const LEAST_RATE = 0.05;
/** After this, that nothing was done says something too. */
const ENOUGH_MS = 60_000;

/** Contacts that have their result in this pass. */
export function doneOf(counts: Counts): number {
  return counts.completed + counts.busy + counts.no_answer + counts.failed + counts.canceled;
}

/** Contacts that still need a call, or have one in flight. */
export function leftOf(counts: Counts): number {
  return counts.idle + counts.dialing + counts.ringing + counts.answered;
}

/** Takes a sample at most once a second; a new pass begins anew. */
export function sampled(
  samples: readonly PaceSample[],
  campaign: CampaignView,
  now: number,
): readonly PaceSample[] {
  const last = samples.at(-1);
  const done = doneOf(campaign.counts);
  if (last && last.pass === campaign.pass && now - last.at < 1000) return samples;
  const same = last && last.pass === campaign.pass && done >= last.done;
  const kept = same ? samples.filter((sample) => now - sample.at <= WINDOW_MS) : [];
  return [...kept, { at: now, done, pass: campaign.pass }];
}

/** Calls finished a minute, or null when too little is known. */
export function ratePerMinute(
  samples: readonly PaceSample[],
  campaign: CampaignView,
  now: number,
): number | null {
  if (campaign.state !== 'running') return null;
  const done = doneOf(campaign.counts);
  const first = samples[0];
  const watched = first ? now - first.at : 0;
  // Watched for a while, or something happened meanwhile: what was seen counts. Else the whole pass.
  const seen = watched >= ENOUGH_MS || (watched >= LEAST_MS && done > (first?.done ?? 0));
  const since = seen ? first : sinceStart(campaign);
  if (!since) return null;
  const span = now - since.at;
  const rate = span < LEAST_MS ? 0 : ((done - since.done) * 60_000) / span;
  return rate < LEAST_RATE ? null : rate;
}

/** In the first pass everything was done since the start. */
function sinceStart(campaign: CampaignView): Pick<PaceSample, 'at' | 'done'> | null {
  if (campaign.pass !== 1 || campaign.started_at === null) return null;
  return { at: Date.parse(campaign.started_at), done: 0 };
}

/** When the list should be through, epoch milliseconds. */
export function expectedEnd(rate: number | null, counts: Counts, now: number): number | null {
  return rate === null || rate <= 0 ? null : now + (leftOf(counts) / rate) * 60_000;
}
