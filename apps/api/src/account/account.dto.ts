import { IsInt, Max, Min, ValidateIf } from 'class-validator';

const isSet = (_body: object, value: unknown): boolean => value !== undefined && value !== null;

/** Body of `PATCH /v1/account`: the brakes. Null lifts one. */
export class ChangeAccountDto {
  @ValidateIf(isSet)
  @IsInt()
  @Min(1)
  @Max(100_000)
  max_lines?: number | null;

  @ValidateIf(isSet)
  @IsInt()
  @Min(1)
  @Max(100_000)
  max_calls_per_second?: number | null;

  @ValidateIf(isSet)
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  max_calls_per_day?: number | null;
}
