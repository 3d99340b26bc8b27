import { CAMPAIGN_LIMITS, type DialerType } from '@ringside/contracts';
import type { NewCampaign } from '@ringside/store';
import { ProblemError } from '../http/problem.js';
import { fieldsProblem } from '../http/validation.pipe.js';
import { CALLER_DIALERS, type CreateCampaignDto } from './campaign.dto.js';
import { phoneText, type PhoneList } from './phone-list.js';

/** A body of which it is known where its numbers come from, and that it can be dialed. */
export interface DialableCampaign extends Omit<CreateCampaignDto, 'phone_number' | 'dialer_type'> {
  readonly dialer_type: DialerType;
  readonly phone_number: PhoneList;
}

const SOURCES = ['phone_number', 'phone_numbers_url', 'list'] as const;
const ONE_SOURCE = `Give exactly one of ${SOURCES.join(', ')}.`;

/** The body, or the problem it is answered with: no source of numbers or several, or what does not exist yet (422). */
export function checkedCampaign(body: CreateCampaignDto): DialableCampaign {
  const [source, ...more] = SOURCES.filter((name) => body[name] !== undefined && body[name] !== null);
  if (source === undefined) {
    throw fieldsProblem([{ field: 'phone_number', code: 'is_required', detail: ONE_SOURCE }]);
  }
  if (more.length > 0) {
    throw fieldsProblem(more.map((field) => ({ field, code: 'one_source', detail: ONE_SOURCE })));
  }
  const { dialer_type, phone_number } = body;
  if (isCallerDialer(dialer_type)) {
    throw new ProblemError('callers_not_available', `${dialer_type} needs callers; dial with Fixed.`, {
      errors: [{ field: 'dialer_type', code: 'callers_not_available', detail: 'There are no callers yet.' }],
    });
  }
  if (phone_number === undefined || phone_number === null) {
    throw new ProblemError('not_available_yet', `${source} comes later; send phone_number.`, {
      errors: [{ field: source, code: 'not_available_yet', detail: 'It is understood, but not there yet.' }],
    });
  }
  return { ...body, dialer_type, phone_number };
}

function isCallerDialer(type: CreateCampaignDto['dialer_type']): type is (typeof CALLER_DIALERS)[number] {
  return CALLER_DIALERS.some((name) => name === type);
}

/** The campaign a body asks for, with every default filled in. */
export function newCampaign(
  id: string,
  connectionId: string,
  body: Omit<DialableCampaign, 'phone_number'>,
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
    from: blankAsNull(phoneText(body.from)),
    callStateUrl: blankAsNull(body.call_state_url),
  };
}

function blankAsNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
