import { CAMPAIGN_LIMITS } from '@ringside/contracts';
import type { NewCampaign } from '@ringside/store';
import type { CreateCampaignDto } from './campaign.dto.js';

/** The campaign a body asks for, with every default filled in. */
export function newCampaign(
  id: string,
  connectionId: string,
  body: Omit<CreateCampaignDto, 'phone_number'>,
): NewCampaign {
  const ms = (field: 'ring_timeout' | 'max_duration' | 'reply_timeout'): number =>
    Math.round((body[field] ?? CAMPAIGN_LIMITS[field].default) * 1000);
  const name = body.name?.trim() ?? '';
  return {
    id,
    connectionId,
    name: name === '' ? 'Untitled' : name,
    dialerType: body.dialer_type,
    lines: body.lines ?? CAMPAIGN_LIMITS.lines.default,
    ringTimeoutMs: ms('ring_timeout'),
    maxDurationMs: ms('max_duration'),
    replyTimeoutMs: ms('reply_timeout'),
    machineDetection: body.machine_detection ?? 'off',
    from: blankAsNull(body.from),
    callStateUrl: blankAsNull(body.call_state_url),
  };
}

function blankAsNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
