/** Digits that reach an emergency or network service somewhere; never dialed, in any mode. */
const EMERGENCY = new Set(
  '000 010 03 08 100 101 102 103 104 106 108 110 111 112 113 114 115 117 118 119 120 122 123 125 127 128 129 130 131 132 133 140 144 150 155 158 160 166 170 171 180 190 191 192 193 194 195 197 198 199 211 311 411 511 611 711 811 911 933 988 999 995 997 998 1122 1669 116000 116111 116117 116123'.split(
    ' ',
  ),
);

export type PhoneProblem = 'not_a_number' | 'too_short' | 'too_long' | 'emergency_number';

export type PhoneCheck =
  | {
      readonly ok: true;
      /** What is sent to the phone system: digits, with `+` if it was given. */ readonly dial: string;
    }
  | { readonly ok: false; readonly problem: PhoneProblem };

/** Fewest digits a number must have; PBX extensions need a lower setting. */
export const DEFAULT_MIN_PHONE_DIGITS = 7;
/** Most digits of an international number (ITU-T E.164). */
export const MAX_PHONE_DIGITS = 15;

/**
 * Checks a phone number as a person writes it. Space, `.`, `-`, `(`, `)` and `/` are ignored; what is
 * left must be digits, at most one `+` before them. The text itself is kept elsewhere, for display.
 */
export function checkPhone(given: string, minDigits = DEFAULT_MIN_PHONE_DIGITS): PhoneCheck {
  const dial = given.replace(/[\s.\-()/]/g, '');
  if (!/^\+?\d+$/.test(dial)) return { ok: false, problem: 'not_a_number' };
  const digits = dial.replace('+', '');
  if (isEmergency(digits)) return { ok: false, problem: 'emergency_number' };
  if (digits.length < minDigits) return { ok: false, problem: 'too_short' };
  if (digits.length > MAX_PHONE_DIGITS) return { ok: false, problem: 'too_long' };
  return { ok: true, dial };
}

/** Also with a country code, a trunk zero or an outside-line digit in front of it. */
function isEmergency(digits: string): boolean {
  if (EMERGENCY.has(digits)) return true;
  return digits.length <= 6 && /^\d{0,3}(911|112|999|000)$/.test(digits);
}
