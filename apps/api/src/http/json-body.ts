import { ProblemError } from './problem.js';

/** Deeper nesting than this is nobody's campaign. */
const MAX_DEPTH = 32;
/** Keys that reach into what every object inherits. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body, or throws the problem it is answered with. Beyond the grammar it refuses what
 * would hurt later: invalid UTF-8, deep nesting, keys like `__proto__`, and texts with NUL or half surrogates,
 * which PostgreSQL cannot keep. An empty body is `undefined`.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new ProblemError('invalid_json', 'The body is not valid UTF-8.');
  }
  if (text.trim() === '') return undefined;
  refuseDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_json', 'The body cannot be parsed as JSON.');
  }
  // Both can only be written with an escape, or as this very key: anything else is free of them.
  if (text.includes('\\u') || /"(__proto__|constructor|prototype)"/.test(text)) inspect(value, '');
  return value;
}

/** Whether a text can be stored: well-formed Unicode without NUL. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function refuseDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === 0x5c) i++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > MAX_DEPTH) {
        throw new ProblemError('invalid_request', `The body is nested deeper than ${MAX_DEPTH} levels.`);
      }
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
}

function inspect(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (!isStorableText(value)) throw badField(path, 'not_text', 'NUL or a half surrogate stands in it.');
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => inspect(item, `${path}[${index}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (POISON.has(key)) throw badField(inner, 'unknown_field', 'This field is not known here.');
      if (!isStorableText(key)) throw badField(path, 'not_text', 'A key has NUL or a half surrogate in it.');
      inspect(item, inner);
    }
  }
}

function badField(field: string, code: string, detail: string): ProblemError {
  return new ProblemError('invalid_request', 'See `errors`.', { errors: [{ field, code, detail }] });
}
