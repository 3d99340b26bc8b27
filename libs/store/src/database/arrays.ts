import { storable } from './text.js';

/**
 * PostgreSQL array literals, so that a whole batch of rows is one parameter a column. Written by hand because
 * this is where a busy dialer spends its time.
 */

/** Of uuid, numbers or booleans: nothing in them needs quotes. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += (i === 0 ? '' : ',') + (values[i] ?? 'NULL');
  return text + '}';
}

/** Of text. */
export function textArray(values: readonly (string | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null;
    text += i === 0 ? '' : ',';
    text += value === null ? 'NULL' : `"${escape(storable(value))}"`;
  }
  return text + '}';
}

function escape(text: string): string {
  return /["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text;
}
