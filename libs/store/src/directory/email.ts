import { storable } from '../database/text.js';

/** What makes two spellings of an email the same. */
export function emailKey(email: string): string {
  return storable(email).normalize('NFC').toLowerCase();
}
