import { IsEmpty } from 'class-validator';

/** Body of a command that takes nothing: none, or `{}`. */
export class NothingDto {
  /** A class without any rule would be refused as unknown. */
  @IsEmpty()
  nothing?: never;
}
