import { PEOPLE_LIMITS, ROLES, type Role } from '@ringside/contracts';
import { IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { IsStorable } from '../http/text.decorator.js';

const { name_length, email_length, password } = PEOPLE_LIMITS;

/** Body of `POST /v1/users`. */
export class NewUserDto {
  @IsString()
  @MinLength(1)
  @MaxLength(name_length)
  @IsStorable()
  name!: string;

  @IsString()
  @MaxLength(email_length)
  @IsEmail()
  email!: string;

  @IsIn(ROLES)
  role!: Role;
}

/** Body of `PATCH /v1/users/:id`; what is left out stays. */
export class ChangeUserDto {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(name_length)
  @IsStorable()
  name?: string | null;

  @IsOptional()
  @IsIn(ROLES)
  role?: Role | null;

  @IsOptional()
  @IsIn(['active', 'disabled'])
  state?: 'active' | 'disabled' | null;
}

/** Body of `POST /v1/invitations`. */
export class AcceptInvitationDto {
  /** What stands after the `#` of the invitation's address. */
  @IsString()
  @Matches(/^[\w-]{1,200}$/, { message: 'token is none that was given out' })
  token!: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(name_length)
  @IsStorable()
  name?: string | null;

  @IsString()
  @MinLength(password.min)
  @MaxLength(password.max)
  @IsStorable()
  password!: string;
}
