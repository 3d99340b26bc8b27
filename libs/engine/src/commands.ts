import { unwant } from './call-inputs.js';
import { hold, recallNext, type CampaignParts } from './campaign-parts.js';
import { isWaitingForRetry } from './flight.js';
import type { StepAnswer } from './ports.js';

const CHANGED: StepAnswer = { kind: 'done', changed: true };
const UNCHANGED: StepAnswer = { kind: 'done', changed: false };

/** Idle -> running, paused -> running; an ended campaign only begins a new pass. */
export function start(parts: CampaignParts, newPass: boolean, now: number): StepAnswer {
  const { campaign, journal } = parts;
  switch (campaign.state) {
    case 'running':
      return UNCHANGED;
    case 'paused':
      campaign.state = 'running';
      journal.campaignChanged();
      journal.fact('campaign.resumed', {});
      return CHANGED;
    case 'stopped':
    case 'completed':
      if (!newPass) return { kind: 'refused', code: 'campaign_ended' };
      break;
    case 'idle':
      break;
  }
  campaign.state = 'running';
  campaign.pass += 1;
  campaign.startedAt = now;
  campaign.endedAt = null;
  parts.window.restart();
  parts.refusals.relieved();
  parts.canceling = false;
  journal.campaignChanged();
  journal.fact('campaign.started', { pass: campaign.pass });
  return CHANGED;
}

/** Nothing new is sent, refused calls wait, calls go on. */
export function pause(parts: CampaignParts, now: number): StepAnswer {
  const { campaign, journal } = parts;
  switch (campaign.state) {
    case 'paused':
      return UNCHANGED;
    case 'idle':
      return { kind: 'refused', code: 'campaign_not_running' };
    case 'stopped':
    case 'completed':
      return { kind: 'refused', code: 'campaign_ended' };
    case 'running':
      hold(parts, null, now);
      recallNext(parts, now);
      campaign.state = 'paused';
      journal.campaignChanged();
      journal.fact('campaign.paused', {});
      return CHANGED;
  }
}

/** The pass is over: what is not dialed is canceled, what rings is hung up where that can be done, who talks talks on. */
export function stop(parts: CampaignParts, now: number): StepAnswer {
  const { campaign, journal, lines } = parts;
  switch (campaign.state) {
    case 'idle':
      return { kind: 'refused', code: 'campaign_not_running' };
    case 'stopped':
    case 'completed':
      return UNCHANGED;
    default:
      break;
  }
  hold(parts, null, now);
  campaign.state = 'stopped';
  campaign.endedAt = now;
  journal.campaignChanged();
  journal.fact('campaign.stopped', {});
  for (const flight of [...lines.inFlight.values()]) {
    if (flight.call.state === 'answered') continue;
    if (flight.call.state === 'unknown') flight.unwanted ??= 'stopped';
    else unwant(parts, flight, flight.unwanted ?? 'stopped', now);
  }
  parts.window.clear();
  parts.canceling = true;
  journal.effect({ type: 'cancel_idle' });
  return CHANGED;
}

/** The pass is over when the list is, and nobody is on a line any more. */
export function completeIfDone(parts: CampaignParts, now: number): boolean {
  const { campaign, journal, lines, window } = parts;
  if (!window.exhausted || lines.inFlight.size > 0 || parts.listOpen) return false;
  hold(parts, null, now);
  campaign.state = 'completed';
  campaign.endedAt = now;
  journal.campaignChanged();
  journal.fact('campaign.completed', {});
  return true;
}

/** A person hangs up one call; a call that waits for its retry is canceled without asking anybody. */
export function hangUpCall(parts: CampaignParts, callId: string, now: number): StepAnswer {
  const flight = parts.lines.inFlight.get(callId);
  if (flight === undefined) return { kind: 'refused', code: 'call_ended' };
  if (!parts.deps.provider.hangUp && !isWaitingForRetry(flight.call))
    return { kind: 'refused', code: 'hangup_not_supported' };
  unwant(parts, flight, 'hung_up', now);
  return CHANGED;
}
