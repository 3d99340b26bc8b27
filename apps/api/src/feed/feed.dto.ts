import { IsIn, IsOptional, Matches } from 'class-validator';
import { UUID } from '../http/id.js';
import { IsDay } from '../http/moment.decorator.js';
import { PageQueryDto } from '../http/page.dto.js';

/** Body of `POST /v1/syncs`. */
export class SyncDto {
  /** May be left out by an account that has one. */
  @IsOptional()
  @Matches(UUID, { message: 'connection_id must be the id of a connection' })
  connection_id?: string | null;
}

/** Query of `GET /v1/deliveries`. */
export class DeliveryQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(['refused', 'held'])
  outcome?: 'refused' | 'held';
}

/** Query of `GET /v1/minutes`: days of the account's time zone, both included. */
export class MinutesQueryDto {
  @IsOptional()
  @IsDay()
  from?: string;

  @IsOptional()
  @IsDay()
  to?: string;

  @IsOptional()
  @Matches(UUID, { message: 'tenant must be the id of a tenant' })
  tenant?: string;
}
