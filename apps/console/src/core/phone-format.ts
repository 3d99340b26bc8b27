/** Country codes of one and two digits; all others have three. */
const ONE_DIGIT = new Set(['1', '7']);
const TWO_DIGITS = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

/**
 * A phone number for reading. What a person has already spaced is left alone; the rest is grouped.
 * For display only: copying and dialing use the number as given.
 */
export function formatPhone(given: string): string {
  const text = given.trim();
  if (!/^\+?\d{7,15}$/.test(text)) return text;
  const digits = text.replace('+', '');
  if (isNorthAmerican(text, digits)) {
    const [area, exchange, line] = [digits.slice(-10, -7), digits.slice(-7, -4), digits.slice(-4)];
    return `${digits.length === 11 ? '+1 ' : ''}${area} ${exchange} ${line}`;
  }
  if (!text.startsWith('+')) return groups(digits).join(' ');
  const code = countryCode(digits);
  return `+${code} ${groups(digits.slice(code.length)).join(' ')}`;
}

function isNorthAmerican(text: string, digits: string): boolean {
  if (digits.length === 11) return digits.startsWith('1') && /^1[2-9]/.test(digits);
  return digits.length === 10 && !text.startsWith('+') && /^[2-9]/.test(digits);
}

function countryCode(digits: string): string {
  if (ONE_DIGIT.has(digits.slice(0, 1))) return digits.slice(0, 1);
  return TWO_DIGITS.has(digits.slice(0, 2)) ? digits.slice(0, 2) : digits.slice(0, 3);
}

/** Threes, and at the end a two or a four so that no digit stands alone. */
function groups(digits: string): string[] {
  const parts: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    parts.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  parts.push(rest);
  return parts;
}
