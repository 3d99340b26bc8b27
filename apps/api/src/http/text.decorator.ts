import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isStorableText } from './json-body.js';

/** A text the database can keep: no NUL, no half surrogate. */
export function IsStorable(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isText',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isStorableText(value),
        defaultMessage: (about) => `${about?.property ?? 'it'} must be text without NUL and half surrogates`,
      },
    },
    options,
  );
}
