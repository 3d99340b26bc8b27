import type { AccountFrame, CampaignFrame, CampaignView, RowView } from '@ringside/contracts';
import { filter } from 'rxjs';
import type { AccountLive, CampaignLive } from './client.js';
import type { CatchUp, Numbered, StreamSource } from './followed-stream.js';
import type { Link } from './link.js';

/** A campaign as folded from its stream. */
export interface CampaignState extends Numbered {
  readonly live: CampaignLive;
}
export interface AccountState extends Numbered {
  readonly live: AccountLive;
}
/** Campaigns an account's view holds, newest first. */
const CAMPAIGNS_KEPT = 50;

export function campaignSource(link: Link, id: string): StreamSource<CampaignState, CampaignFrame> {
  const name = `campaign:${id}`;
  return {
    name,
    frames: link.campaignFrames.pipe(filter((frame) => frame.stream === name)),
    async follow(lastSeq): Promise<CatchUp<CampaignState, CampaignFrame>> {
      const answer = await link.ask('campaign.follow', lastSeq === null ? { id } : { id, last_seq: lastSeq });
      if (answer.kind === 'replay') return answer;
      const { seq, campaign, lines } = answer.snapshot;
      return { kind: 'snapshot', state: { seq, live: { campaign, lines, changed: [] } } };
    },
    fold: foldCampaign,
    doubt: ({ live }, frame) =>
      frame.changes.reload ? 'soon' : live.campaign.lines_in_use !== live.lines.length ? 'later' : null,
  };
}

/** A campaign after a frame. A row in flight is a line; one that left flight is none any more. */
export function foldCampaign(state: CampaignState, frame: CampaignFrame): CampaignState {
  const { campaign, rows } = frame.changes;
  return {
    seq: frame.to,
    live: { campaign, lines: foldLines(state.live.lines, rows), changed: rows },
  };
}

function foldLines(lines: readonly RowView[], rows: readonly RowView[]): readonly RowView[] {
  if (rows.length === 0) return lines;
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const row of rows) {
    if (row.call_state === null) byId.delete(row.id);
    else byId.set(row.id, row);
  }
  return [...byId.values()].sort((a, b) => a.position - b.position);
}

export function accountSource(link: Link): StreamSource<AccountState, AccountFrame> {
  return {
    name: 'account',
    frames: link.accountFrames,
    async follow(): Promise<CatchUp<AccountState, AccountFrame>> {
      const { seq, account, campaigns } = await link.ask('account.follow', {});
      return { kind: 'snapshot', state: { seq, live: { account, campaigns } } };
    },
    fold: foldAccount,
  };
}

export function foldAccount(state: AccountState, frame: AccountFrame): AccountState {
  const { account, campaigns } = frame.changes;
  return {
    seq: frame.to,
    live: { account, campaigns: mergeNewestFirst(state.live.campaigns, campaigns) },
  };
}

function mergeNewestFirst(
  known: readonly CampaignView[],
  changed: readonly CampaignView[],
): readonly CampaignView[] {
  if (changed.length === 0) return known;
  const byId = new Map(known.map((campaign) => [campaign.id, campaign]));
  for (const campaign of changed) byId.set(campaign.id, campaign);
  return [...byId.values()]
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id))
    .slice(0, CAMPAIGNS_KEPT);
}
