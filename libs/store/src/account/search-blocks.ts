import { storable } from '../database/text.js';

/** Contacts of one block: enough to make looking through it cheap a contact, few enough for its digits to stay in a page. */
export const BLOCK_ROWS = 500;

/** What is searched of contacts that stand one after the other in a list, each in a line. */
export interface SearchBlock {
  /** How many contacts of the same input stand before it. */
  readonly offset: number;
  readonly rows: number;
  readonly digits: string;
  /** Null: none of them has a name. */
  readonly names: string | null;
}

/** What can be searched of a contact. */
export interface Searchable {
  readonly phone: string;
  readonly name: string | null;
}

/** The blocks of contacts in list order. */
export function searchBlocks(contacts: readonly Searchable[]): readonly SearchBlock[] {
  const blocks: SearchBlock[] = [];
  for (let offset = 0; offset < contacts.length; offset += BLOCK_ROWS) {
    const some = contacts.slice(offset, offset + BLOCK_ROWS);
    blocks.push({
      offset,
      rows: some.length,
      digits: some.map(({ phone }) => digitsOf(phone)).join('\n'),
      names: some.some(({ name }) => name !== null)
        ? some.map(({ name }) => (name === null ? '' : folded(name))).join('\n')
        : null,
    });
  }
  return blocks;
}

/** What is looked for. Either is empty when nothing is looked for there. */
export interface Wanted {
  readonly digits: string;
  readonly text: string;
}

/** Null: nothing is looked for. */
export function wantedOf(search: string | undefined): Wanted | null {
  const text = folded(storable(search ?? '')).trim();
  if (text === '') return null;
  return { digits: /^[\d\s.\-()/+]+$/.test(text) ? digitsOf(text) : '', text };
}

/** Lines of a block that hold it, counted from 0. */
export function linesOf({ digits, names }: Pick<SearchBlock, 'digits' | 'names'>, wanted: Wanted): number[] {
  const lines = new Set(wanted.digits === '' ? [] : linesWith(digits, wanted.digits));
  if (names !== null) for (const line of linesWith(names, wanted.text)) lines.add(line);
  return [...lines].sort((a, b) => a - b);
}

function linesWith(text: string, part: string): number[] {
  const found: number[] = [];
  let line = 0;
  let start = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, start)) {
    for (let end = text.indexOf('\n', start); end !== -1 && end < at; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    found.push(line);
    const end = text.indexOf('\n', at);
    if (end === -1) break;
    line++;
    start = end + 1;
  }
  return found;
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** In one line, without regard to capitals. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll('\n', ' ');
}
