import {
  CALL_ORIGINS,
  CALL_STATES,
  type CallFilter,
  type CallOrigin,
  type CallState,
} from '@ringside/contracts';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { UUID } from '../http/id.js';
import { IsMoment } from '../http/moment.decorator.js';
import { IsCursor, IsLastPage, IsPageLimit, PAGE_LIMIT, type PageQueryDto } from '../http/page.dto.js';
import { IsStorable } from '../http/text.decorator.js';

const STATES = [...CALL_STATES, 'in_flight'] as const;
/** Digits, and what people write between them. Fewer than three find too much to be worth looking for. */
const NUMBER_END = /^(?=(?:\D*\d){3})[\d\s().+/-]{3,40}$/;

/** What calls are narrowed by: the query of `GET /v1/calls.csv`. */
export class CallFilterDto {
  @IsOptional()
  @IsIn(CALL_ORIGINS)
  origin?: CallOrigin;

  @IsOptional()
  @IsIn(STATES)
  state?: CallState | 'in_flight';

  @IsOptional()
  @IsString()
  @MaxLength(50)
  @IsStorable()
  direction?: string;

  @IsOptional()
  @Matches(NUMBER_END, { message: 'number must be the last digits of a number, at least 3' })
  number?: string;

  @IsOptional()
  @Matches(UUID, { message: 'tenant must be the id of a tenant' })
  tenant?: string;

  @IsOptional()
  @Matches(UUID, { message: 'connection must be the id of a connection' })
  connection?: string;

  @IsOptional()
  @IsMoment()
  from?: string;

  @IsOptional()
  @IsMoment()
  to?: string;
}

/** Query of `GET /v1/calls`. */
export class CallsQueryDto extends CallFilterDto implements PageQueryDto {
  @IsPageLimit()
  limit: number = PAGE_LIMIT.default;

  @IsCursor()
  after?: string;

  @IsCursor()
  before?: string;

  @IsLastPage()
  last?: string;
}

/** The filters that were given, as they stand in the address too. */
export function callFilter(query: CallFilterDto): CallFilter {
  const { origin, state, direction, number, tenant, connection, from, to } = query;
  const given = { origin, state, direction, number, tenant, connection, from, to };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
