import { CAMPAIGN_LIMITS, checkPhone, type FieldProblem, type PhoneProblem } from '@ringside/contracts';
import type { NewContact } from '@ringside/store';
import { ValidateBy } from 'class-validator';
import { MAX_FIELD_ERRORS, ProblemError } from '../http/problem.js';

/** The numbers of a request's body: one, or many. Whole JSON numbers are taken as their digits. */
export type PhoneList = string | number | readonly unknown[];

/** One rule for the whole list: a rule an element would cost seconds for 100,000 of them. */
export function IsPhoneList(): PropertyDecorator {
  return ValidateBy({
    name: 'isPhoneList',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' || typeof value === 'number' || Array.isArray(value),
      defaultMessage: () => 'phone_number must be a phone number or an array of them',
    },
  });
}

const DETAILS: Readonly<Record<PhoneProblem, string>> = {
  not_a_number: 'Only digits, one + before them, and space . - ( ) / between them.',
  too_short: 'It has too few digits.',
  too_long: 'It has more than 15 digits.',
  emergency_number: 'Emergency and service numbers are never dialed.',
};

/**
 * The contacts of a list, in its order, numbers as given. Any number that cannot be dialed refuses the whole
 * list, naming each by its index; too many numbers are 413.
 */
export function contactsOf(list: PhoneList, minDigits: number, newId: () => string): NewContact[] {
  const numbers: readonly unknown[] = Array.isArray(list) ? list : [list];
  if (numbers.length > CAMPAIGN_LIMITS.numbers_inline) {
    throw new ProblemError(
      'payload_too_large',
      `At most ${CAMPAIGN_LIMITS.numbers_inline} numbers at once; stream longer lists to /v1/campaigns/:id/contacts.`,
    );
  }
  const contacts: NewContact[] = [];
  const errors: FieldProblem[] = [];
  numbers.forEach((given, index) => {
    const phone = phoneText(given);
    const problem = phone === null ? 'not_a_number' : phoneProblem(phone, minDigits);
    if (problem === null && phone !== null) contacts.push({ id: newId(), phone, fields: {} });
    else if (errors.length < MAX_FIELD_ERRORS) {
      const code = problem ?? 'not_a_number';
      const field = Array.isArray(list) ? `phone_number[${index}]` : 'phone_number';
      errors.push({ field, code, detail: DETAILS[code] });
    }
  });
  if (errors.length > 0) {
    throw new ProblemError('invalid_phone_number', 'Nothing was created. See `errors`.', { errors });
  }
  return contacts;
}

/** Longest text a number may be given as. */
const MAX_TEXT = 64;

/** What is wrong with a number, or null. */
export function phoneProblem(phone: string, minDigits: number): PhoneProblem | null {
  if (phone.length > MAX_TEXT) return 'not_a_number';
  const check = checkPhone(phone, minDigits);
  return check.ok ? null : check.problem;
}

/** A number as text, or null for what is none. */
export function phoneText(given: unknown): string | null {
  if (typeof given === 'string') return given.trim();
  return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? String(given) : null;
}
