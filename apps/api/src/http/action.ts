import type { Action } from '@ringside/contracts';
import { actionFields, type Dto } from './fields.js';

/** Something that may be done with a resource; its fields are those of the DTO that checks the body. */
export function action(method: Action['method'], uri: string, dto?: Dto): Action {
  const fields = dto === undefined ? [] : actionFields(dto);
  return { method, uri, ...(fields.length === 0 ? {} : { fields }) };
}
