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
import { PageQueryDto } from '../http/page.dto.js';
import { IsStorable } from '../http/text.decorator.js';

const STATES = [...CALL_STATES, 'in_flight'] as const;
/** Digits, and what people write between them. Fewer than three find too much to be worth looking for. */
const NUMBER_END = /^(?=(?:\D*\d){3})[\d\s().+/-]{3,40}$/;

/** Adds what calls are narrowed by to a query. */
function withCallFilter<T extends new () => object>(Query: T) {
  class Filtered extends Query {
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
  return Filtered;
}

/** Query of `GET /v1/calls`. */
export class CallsQueryDto extends withCallFilter(PageQueryDto) {}
/** Query of `GET /v1/calls.csv`, which has no pages. */
export class CallsCsvDto extends withCallFilter(class {}) {}

/** The filters that were given, as they stand in the address too. */
export function callFilter(query: CallsCsvDto): CallFilter {
  const { origin, state, direction, number, tenant, connection, from, to } = query;
  const given = { origin, state, direction, number, tenant, connection, from, to };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
