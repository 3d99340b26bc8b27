import { CONTACT_STATUSES, type ContactStatus, type Counts } from '@ringside/contracts';
import { toCounts } from '../database/rows.js';

/** A byte of a contact is the number of its status here; 0 is none. */
const CODES = new Map<string, number>(CONTACT_STATUSES.map((status, i) => [status, i + 1]));

/** The statuses of a campaign's contacts, a byte each: found, walked and counted without reading a row. */
export class Statuses {
  #codes = Buffer.alloc(0);
  #total = 0;
  readonly #counts = new Array<number>(CONTACT_STATUSES.length + 1).fill(0);

  get total(): number {
    return this.#total;
  }

  get bytes(): number {
    return this.#codes.length;
  }

  /** Contacts up to this position; new ones are idle. */
  grow(total: number): void {
    if (total <= this.#total) return;
    this.#reserve(total);
    this.#codes.fill(codeOf('idle'), this.#total, total);
    this.#count(codeOf('idle'), total - this.#total);
    this.#total = total;
  }

  set(position: number, status: ContactStatus): void {
    this.grow(position);
    const code = codeOf(status);
    this.#count(this.#codes[position - 1] ?? 0, -1);
    this.#count(code, 1);
    this.#codes[position - 1] = code;
  }

  /** Adds contacts at the end, by the letters of {@link LETTERS}. */
  append(letters: string): void {
    this.#reserve(this.#total + letters.length);
    for (let i = 0; i < letters.length; i++) {
      const code = letters.charCodeAt(i) - LETTERS.charCodeAt(0) + 1;
      this.#codes[this.#total++] = code;
      this.#count(code, 1);
    }
  }

  count(status: ContactStatus): number {
    return this.#counts[codeOf(status)] ?? 0;
  }

  counts(): Counts {
    return toCounts(CONTACT_STATUSES.map((status) => ({ status, n: this.count(status) })));
  }

  is(position: number, status: ContactStatus): boolean {
    return this.#codes[position - 1] === codeOf(status);
  }

  /** Up to `limit` positions with the status after `start`, in list order; 0 is before the first. */
  after(start: number, status: ContactStatus, limit: number): number[] {
    const found: number[] = [];
    const codes = this.#codes.subarray(0, this.#total);
    const code = codeOf(status);
    if (this.count(status) === 0) return found;
    for (let at = codes.indexOf(code, start); at !== -1; at = codes.indexOf(code, at + 1)) {
      found.push(at + 1);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** The same from `end` (exclusive) backwards. */
  before(end: number, status: ContactStatus, limit: number): number[] {
    const found: number[] = [];
    const codes = this.#codes.subarray(0, this.#total);
    const code = codeOf(status);
    if (this.count(status) === 0) return found;
    for (let from = Math.min(end, this.#total + 1) - 2; from >= 0 && found.length < limit;) {
      const at = codes.lastIndexOf(code, from);
      if (at === -1) break;
      found.push(at + 1);
      from = at - 1;
    }
    return found;
  }

  #reserve(total: number): void {
    if (total <= this.#codes.length) return;
    const larger = Buffer.alloc(Math.max(total, Math.ceil(this.#codes.length * 1.5)));
    this.#codes.copy(larger);
    this.#codes = larger;
  }

  #count(code: number, by: number): void {
    this.#counts[code] = (this.#counts[code] ?? 0) + by;
  }
}

/** What stands for each status, in their order, while they are read. */
export const LETTERS = CONTACT_STATUSES.map((_, i) => String.fromCharCode('A'.charCodeAt(0) + i)).join('');

function codeOf(status: ContactStatus): number {
  return CODES.get(status) ?? 0;
}
