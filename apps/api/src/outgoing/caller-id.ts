import { ValidateBy } from 'class-validator';
import { phoneText } from '../campaigns/phone-list.js';

/** One line that a phone system may show as the caller: a number, or `Sales <+15550001234>`. */
const CALLER_ID = /^[^\p{Cc}\p{Cs}\u2028\u2029]{0,80}$/u;

/** A caller ID: each phone system takes its own form, so only what could be none is refused. */
export function IsCallerId(): PropertyDecorator {
  return ValidateBy({
    name: 'isCallerId',
    validator: {
      validate: (value: unknown) => {
        const text = phoneText(value);
        return text !== null && CALLER_ID.test(text);
      },
      defaultMessage: () =>
        'from must be a number, or a name and a number, in one line of at most 80 characters',
    },
  });
}
