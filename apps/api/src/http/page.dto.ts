import { Type } from 'class-transformer';
import { Equals, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

export const PAGE_LIMIT = { default: 100, max: 1000 } as const;

/** Query of every list: where the page is. */
export class PageQueryDto {
  /** Rows a page. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT.max)
  limit: number = PAGE_LIMIT.default;

  @IsOptional()
  @IsString()
  @Matches(/^[\w.~-]{1,200}$/, { message: 'after is not a cursor' })
  after?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[\w.~-]{1,200}$/, { message: 'before is not a cursor' })
  before?: string;

  /** `last=true`: the last page. */
  @IsOptional()
  @Equals('true')
  last?: string;
}
