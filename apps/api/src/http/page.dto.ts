import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { Equals, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

export const PAGE_LIMIT = { default: 100, max: 1000 } as const;

/** Rows a page. */
export function IsPageLimit(): PropertyDecorator {
  // From the last to the first, as decorators that stand above each other are applied.
  return applyDecorators(
    Max(PAGE_LIMIT.max),
    Min(1),
    IsInt(),
    Type(() => Number),
    IsOptional(),
  );
}

/** Where a page begins or ends: what an earlier answer gave out. */
export function IsCursor(): PropertyDecorator {
  return applyDecorators(
    Matches(/^[\w.~-]{1,200}$/, { message: '$property is not a cursor' }),
    IsString(),
    IsOptional(),
  );
}

/** `last=true`: the last page. */
export function IsLastPage(): PropertyDecorator {
  return applyDecorators(Equals('true'), IsOptional());
}

/** Query of every list: where the page is. */
export class PageQueryDto {
  @IsPageLimit()
  limit: number = PAGE_LIMIT.default;

  @IsCursor()
  after?: string;

  @IsCursor()
  before?: string;

  @IsLastPage()
  last?: string;
}
