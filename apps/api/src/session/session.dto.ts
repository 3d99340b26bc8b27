import { IsString, MaxLength } from 'class-validator';

/** Body of `POST /v1/session`. */
export class SignInDto {
  @IsString()
  @MaxLength(200)
  api_key!: string;

  @IsString()
  @MaxLength(200)
  api_auth!: string;
}
