import type { CampaignCommand, FollowCampaign, Keyed, StartCommand } from '@ringside/contracts';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Min } from 'class-validator';

export class KeyedDto implements Keyed {
  @IsString()
  @Length(1, 200)
  readonly key!: string;
}

export class CampaignCommandDto extends KeyedDto implements CampaignCommand {
  @IsUUID()
  readonly id!: string;
}

export class StartCommandDto extends CampaignCommandDto implements StartCommand {
  @IsOptional()
  @IsIn(['all', 'unanswered'])
  readonly only?: 'all' | 'unanswered';
}

export class FollowCampaignDto implements FollowCampaign {
  @IsUUID()
  readonly id!: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  readonly last_seq?: number;
}

export class UnfollowCampaignDto {
  @IsUUID()
  readonly id!: string;
}

export class NothingDto {}
