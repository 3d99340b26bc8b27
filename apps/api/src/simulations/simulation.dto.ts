import {
  CAMPAIGN_LIMITS,
  type NewSimulation,
  type SimulatedJurisdiction,
  type SimulatedPolicy,
} from '@ringside/contracts';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { UUID } from '../http/id.js';
import { IsStorable } from '../http/text.decorator.js';

export const JURISDICTIONS = ['US', 'UK', 'CA', 'none'] as const satisfies readonly SimulatedJurisdiction[];
export const SIMULATED_POLICIES = ['predictive', 'power'] as const satisfies readonly SimulatedPolicy[];

type Given = { readonly [K in keyof NewSimulation]: NewSimulation[K] | null };

/** Body of `POST /v1/simulations`. Times are seconds, shares 0 to 1. */
export class NewSimulationDto implements Given {
  @IsOptional()
  @IsString()
  @MaxLength(CAMPAIGN_LIMITS.name_length)
  @IsStorable()
  name?: string | null;

  /** At work all day. */
  @IsInt()
  @Min(1)
  @Max(500)
  callers!: number;

  /** Share of dials that a person answers. */
  @IsNumber()
  @Min(0.01)
  @Max(0.95)
  answer_rate!: number;

  /** Mean. */
  @IsNumber()
  @Min(5)
  @Max(3600)
  talk_seconds!: number;

  /** Mean. */
  @IsNumber()
  @Min(0)
  @Max(600)
  wrap_seconds!: number;

  /** From the dialing to the answer: mean. 12 unless said. */
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(60)
  answer_seconds?: number | null;

  /** Unanswered calls are ended after it. 26 unless said. */
  @IsOptional()
  @IsNumber()
  @Min(15)
  @Max(120)
  ring_timeout?: number | null;

  /** Of a day. 8 unless said. */
  @IsOptional()
  @IsNumber()
  @Min(0.5)
  @Max(12)
  hours?: number | null;

  /** Independent days that are reckoned: more of them, closer figures. 5 unless said. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  days?: number | null;

  /** Whose limit on abandonment is kept. US unless said. */
  @IsOptional()
  @IsIn(JURISDICTIONS)
  jurisdiction?: SimulatedJurisdiction | null;

  /** Both unless said. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(SIMULATED_POLICIES, { each: true })
  policies?: SimulatedPolicy[] | null;

  /** Left out: no limit. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  calls_per_second?: number | null;

  /** Most calls in flight at once. Left out: no limit. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  max_lines?: number | null;
}

/** Query of `GET /v1/simulations/basis`. */
export class BasisQueryDto {
  /** Of whose calls; left out: of all campaigns. */
  @IsOptional()
  @Matches(UUID, { message: 'campaign must be the id of a campaign' })
  campaign?: string;
}
