import {
  CAMPAIGN_LIMITS,
  CONTACT_STATUSES,
  DIALER_TYPES,
  MACHINE_DETECTIONS,
  type ContactStatus,
  type DialerType,
  type MachineDetection,
} from '@ringside/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { UUID } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';
import { IsStorable } from '../http/text.decorator.js';
import { IsWebUrl } from '../http/web-url.decorator.js';
import { IsCallerId } from '../outgoing/caller-id.js';
import { IsCallStateUrl } from '../outgoing/call-state-url.js';
import { IsPhoneList, type PhoneList } from './phone-list.js';

const { lines, ring_timeout, max_duration, reply_timeout, name_length } = CAMPAIGN_LIMITS;

/** Dialers that need people to talk; there are none yet. */
export const CALLER_DIALERS = ['Preview', 'Power', 'Predictive'] as const;

/** Body of `POST /v1/campaigns` and `POST /v1/call`. Times are seconds. */
export class CreateCampaignDto {
  @IsOptional()
  @IsString()
  @MaxLength(name_length)
  @IsStorable()
  name?: string | null;

  @IsIn([...DIALER_TYPES, ...CALLER_DIALERS])
  dialer_type!: DialerType | (typeof CALLER_DIALERS)[number];

  @IsOptional()
  @IsInt()
  @Min(lines.min)
  @Max(lines.max)
  lines?: number | null;

  /** Of `phone_number`, `phone_numbers_url` and `list` exactly one is given. */
  @IsOptional()
  @IsPhoneList()
  phone_number?: PhoneList | null;

  /** Where numbers are fetched from as they are needed; not available yet. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @IsWebUrl()
  phone_numbers_url?: string | null;

  /** The id of a list; not available yet. */
  @IsOptional()
  @Matches(UUID, { message: 'list must be the id of a list' })
  list?: string | null;

  @IsOptional()
  @IsNumber()
  @Min(ring_timeout.min)
  @Max(ring_timeout.max)
  ring_timeout?: number | null;

  @IsOptional()
  @IsNumber()
  @Min(max_duration.min)
  @Max(max_duration.max)
  max_duration?: number | null;

  @IsOptional()
  @IsNumber()
  @Min(reply_timeout.min)
  @Max(reply_timeout.max)
  reply_timeout?: number | null;

  @IsOptional()
  @IsIn(MACHINE_DETECTIONS)
  machine_detection?: MachineDetection | null;

  /** The number to call from, as the phone system takes it. */
  @IsOptional()
  @IsCallerId()
  from?: string | number | null;

  @IsOptional()
  @IsCallStateUrl()
  call_state_url?: string | null;
}

/** Body of `POST /v1/campaigns/:id/start`. */
export class StartDto {
  @IsOptional()
  @IsIn(['all', 'unanswered'])
  only?: 'all' | 'unanswered' | null;
}

/** Query of a campaign's contacts. */
export class ContactQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(CONTACT_STATUSES)
  status?: ContactStatus;

  /** A part of the number or of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @IsStorable()
  search?: string;

  /** First position of a window. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_000_000_000)
  from?: number;
}
