import { PEOPLE_LIMITS, PERMISSIONS, type Permission } from '@ringside/contracts';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { IsStorable } from '../http/text.decorator.js';

const { name_length, rotation_overlap } = PEOPLE_LIMITS;

/** Body of `PATCH /v1/api-keys/:id`. */
export class RenameKeyDto {
  /** What the key is for. */
  @IsString()
  @MinLength(1)
  @MaxLength(name_length)
  @IsStorable()
  name!: string;
}

/** Body of `POST /v1/api-keys`. */
export class NewKeyDto extends RenameKeyDto {
  /** Exactly these: `admin` alone may neither look nor dial. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(PERMISSIONS.length)
  @IsIn(PERMISSIONS, { each: true })
  permissions!: Permission[];
}

/** Body of `POST /v1/api-keys/:id/rotate`. */
export class RotateKeyDto {
  /** Seconds both secrets work. */
  @IsOptional()
  @IsInt()
  @Min(rotation_overlap.min)
  @Max(rotation_overlap.max)
  overlap?: number | null;
}
