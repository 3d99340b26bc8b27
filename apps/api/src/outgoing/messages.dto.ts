import { MESSAGE_STATES, type MessageState } from '@ringside/contracts';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { UUID } from '../http/id.js';
import { PageQueryDto } from '../http/page.dto.js';

/** Query of `GET /v1/webhook-messages`. */
export class MessagesQueryDto extends PageQueryDto {
  @IsOptional()
  @Matches(UUID, { message: 'campaign must be the id of a campaign' })
  campaign?: string;

  @IsOptional()
  @Matches(UUID, { message: 'call must be the id of a call' })
  call?: string;

  @IsOptional()
  @IsIn(MESSAGE_STATES)
  state?: MessageState;
}
