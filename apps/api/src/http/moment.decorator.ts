import { ValidateBy, type ValidationOptions } from 'class-validator';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** What the database keeps, with a day left for offsets. */
const [EARLIEST, LATEST] = [Date.UTC(1000, 0, 2), Date.UTC(9999, 11, 30)];

/** A time with its zone, as RFC 3339 has it. */
export function IsMoment(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isMoment',
    'a time like 2026-11-20T09:00:00Z',
    (text) => RFC_3339.test(text) && inReach(text),
    options,
  );
}

/** A day of the calendar: `2026-11-20`. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  // A day that is not there (February 30th) rolls over to another one.
  const isDay = (text: string): boolean =>
    DAY.test(text) && inReach(text) && new Date(text).toISOString().startsWith(text);
  return rule('isDay', 'a day like 2026-11-20', isDay, options);
}

function inReach(text: string): boolean {
  const ms = Date.parse(text);
  return ms >= EARLIEST && ms <= LATEST;
}

function rule(
  name: string,
  what: string,
  test: (text: string) => boolean,
  options: ValidationOptions | undefined,
): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && test(value),
        defaultMessage: (about) => `${about?.property ?? 'it'} must be ${what}`,
      },
    },
    options,
  );
}
