import { InvalidCursorError } from '../database/errors.js';

export function encodeCursor(...parts: readonly (string | number)[]): string {
  return Buffer.from(parts.join('.')).toString('base64url');
}

/** The parts of a cursor, each of which matches its pattern. Throws {@link InvalidCursorError}. */
export function decodeCursor(cursor: string, ...patterns: readonly RegExp[]): readonly string[] {
  const parts = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const valid =
    parts.length === patterns.length && patterns.every((pattern, i) => pattern.test(parts[i] ?? ''));
  if (!valid) throw new InvalidCursorError('This page address is not one that was given out.');
  return parts;
}

export const POSITION = /^\d{1,9}$/;
/** A phone system may give times of any year. */
export const EPOCH_MS = /^-?\d{1,15}$/;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
