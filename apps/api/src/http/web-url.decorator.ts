import { ValidateBy, type ValidationOptions } from 'class-validator';

/** An absolute address of the web without credentials in it. */
export function IsWebUrl(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isUrl',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isWebUrl(value),
        defaultMessage: (about) => `${about?.property ?? 'it'} must be an http or https address`,
      },
    },
    options,
  );
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
