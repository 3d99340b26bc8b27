import { PEOPLE_LIMITS } from '@ringside/contracts';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { IsStorable } from '../http/text.decorator.js';

const { email_length, password } = PEOPLE_LIMITS;

/** Body of `POST /v1/session`: a key and its secret, or an email and its password. */
export class SignInDto {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  api_key?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  api_auth?: string;

  @IsOptional()
  @IsString()
  @MaxLength(email_length)
  email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(password.max)
  password?: string;
}

/** Body of `POST /v1/session/password`. */
export class ChangePasswordDto {
  @IsString()
  @MaxLength(password.max)
  current!: string;

  @IsString()
  @MinLength(password.min)
  @MaxLength(password.max)
  @IsStorable()
  password!: string;
}
