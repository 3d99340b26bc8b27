import { plainText, RecordsError } from '@ringside/telephony';

/** Most of a document that is not in its list of records, bytes. */
const REST_BYTES = 1024 * 1024;
const OUTSIDE_BYTES_SHOWN = 60;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const LIST = 0x5b;
const LIST_END = 0x5d;
/** `{` and `[`, `}` and `]`, when bit 5 is set. */
const OPENING = 0x7b;
const CLOSING = 0x7d;
const BIT_5 = 0x20;

type Place =
  /** Before or after the list. */
  | 'rest'
  /** In the list, where a record or its end may come: after `[`. */
  | 'first'
  /** After a record. */
  | 'after'
  /** After a comma. */
  | 'next'
  /** In a record made of brackets, or a text. */
  | 'record'
  /** In a number or a word that stands where a record should. */
  | 'word';

/**
 * Splits a JSON document `{"total": 2, "data": [{...}, {...}], ...}` into its records, without ever holding more of it than
 * one record and what is not in the list. Keys come in any order; only the list named `data` of the outermost object is split.
 *
 * What is not in the list is parsed at the end; a record is only found, by its brackets, and it is for the reader to say that
 * it is no JSON. So a bad record is bad alone, as long as it does not blur where it ends.
 */
export class RecordSplitter {
  private place: Place = 'rest';
  /** Open brackets: of the rest, and of the record at hand. */
  private outer = 0;
  private depth = 0;
  private inText = false;
  private escaped = false;
  /** In the rest: the last text of the outermost object, and whether `"data":` came just before. */
  private text = '';
  private textFrom = -1;
  private listNext = false;
  private listSeen = false;
  private begun = false;
  /** What is not in the list, in pieces. */
  private readonly rest: Buffer[] = [];
  private restBytes = 0;
  /** The beginning of a record that ends in a later chunk. */
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private skipped = 0;

  /** What the document said before its list; null as long as the list has not begun. */
  head: Readonly<Record<string, unknown>> | null = null;

  constructor(private readonly maxRecordBytes: number) {}

  /**
   * The records that end in this chunk, as text.
   *
   * @throws RecordsError `not_json` as soon as it cannot be such a document, `too_large` for a record that is too long
   */
  push(chunk: Buffer): string[] {
    const records: string[] = [];
    let at = this.begun ? 0 : this.begin(chunk);
    while (at < chunk.length) {
      if (this.place === 'rest') at = this.readRest(chunk, at);
      else if (this.place === 'record') at = this.readRecord(chunk, at, records);
      else if (this.place === 'word') at = this.readWord(chunk, at, records);
      else at = this.readBetween(chunk, at);
    }
    return records;
  }

  /**
   * The document is over: what it says besides its records; `data` is an empty list in it.
   *
   * @throws RecordsError `incomplete` or `not_json` when it was not a whole document
   */
  end(): Readonly<Record<string, unknown>> {
    if (!this.begun || this.outer > 0 || this.inText) {
      throw new RecordsError('incomplete', 'its answer ends in the middle');
    }
    const rest = parsed(Buffer.concat(this.rest).toString());
    if (rest === null) throw new RecordsError('not_json', 'its answer is not JSON');
    // A list that was split may still be followed by another value of that name.
    if (!this.listSeen || !Array.isArray(rest['data']) || rest['data'].length > 0)
      throw new RecordsError('not_json', 'its answer has no list of records named data');
    return rest;
  }

  /** Skips a byte order mark and space; the first byte has to open an object. */
  private begin(chunk: Buffer): number {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === BYTE_ORDER_MARK[this.skipped]) {
        this.skipped += 1;
      } else if (byte === OPENING && (this.skipped === 0 || this.skipped === 3)) {
        this.begun = true;
        return at;
      } else if (!isSpace(byte)) {
        const shown = plainText(chunk.subarray(at, at + OUTSIDE_BYTES_SHOWN).toString());
        throw new RecordsError('not_json', `its answer is not a JSON object: ${shown}`);
      }
    }
    return chunk.length;
  }

  private readRest(chunk: Buffer, from: number): number {
    let at = from;
    let listFound = false;
    for (; at < chunk.length && !listFound; at++) {
      const byte = chunk[at] ?? 0;
      if (this.inText) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) {
          this.inText = false;
          if (this.outer === 1) this.keepText(chunk, at + 1);
        }
      } else if (byte === QUOTE) {
        this.inText = true;
        this.listNext = false;
        if (this.outer === 1) this.textFrom = at;
      } else if (byte === COLON) {
        this.listNext = this.outer === 1 && isData(this.text);
      } else if (!isSpace(byte)) {
        listFound = this.listNext && byte === LIST;
        this.listNext = false;
        if ((byte | BIT_5) === OPENING) this.outer += 1;
        else if ((byte | BIT_5) === CLOSING) this.outer -= 1;
        // A closing bracket too many; what follows must not be taken for a document.
        if (this.outer < 0) throw new RecordsError('not_json', 'its answer is not JSON');
      }
    }
    // A text that goes on in the next chunk.
    if (this.inText && this.outer === 1) this.keepText(chunk, at);
    this.keepRest(chunk.subarray(from, at));
    if (listFound) this.beginList();
    return at;
  }

  private keepText(chunk: Buffer, end: number): void {
    if (this.textFrom >= 0) this.text = chunk.toString('latin1', this.textFrom, end);
    else this.text += chunk.toString('latin1', 0, end);
    this.textFrom = -1;
  }

  private keepRest(piece: Buffer): void {
    this.restBytes += piece.length;
    if (this.restBytes > REST_BYTES) {
      throw new RecordsError('too_large', 'its answer holds too much besides the list of records');
    }
    this.rest.push(Buffer.from(piece));
  }

  private beginList(): void {
    if (this.listSeen) throw new RecordsError('not_json', 'its answer has two lists of records');
    this.listSeen = true;
    this.head = parsed(`${Buffer.concat(this.rest).toString()}]}`);
    this.place = 'first';
  }

  private readBetween(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && isSpace(chunk[at])) at += 1;
    if (at === chunk.length) return at;
    const byte = chunk[at] ?? 0;
    if (byte === LIST_END && this.place !== 'next') {
      this.place = 'rest';
      // The bracket that closes the list is a part of the rest again.
      return at;
    }
    if (byte === COMMA && this.place === 'after') {
      this.place = 'next';
      return at + 1;
    }
    if (this.place === 'after' || byte === COMMA || byte === LIST_END || byte === COLON) {
      throw new RecordsError('not_json', 'its list of records is not JSON');
    }
    this.place = byte === QUOTE || (byte | BIT_5) === OPENING ? 'record' : 'word';
    return at;
  }

  /** The hot loop: state is held in locals, and texts are run through at once. */
  private readRecord(chunk: Buffer, from: number, records: string[]): number {
    const end = chunk.length;
    let { depth, inText, escaped } = this;
    let at = from;
    let over = false;
    while (at < end) {
      const byte = chunk[at++] ?? 0;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inText = false;
          if (depth === 0) {
            over = true;
            break;
          }
        }
      } else if (byte === QUOTE) {
        inText = true;
      } else if ((byte | BIT_5) === OPENING) {
        depth += 1;
      } else if ((byte | BIT_5) === CLOSING) {
        depth -= 1;
        if (depth === 0) {
          over = true;
          break;
        }
      }
    }
    this.depth = depth;
    this.inText = inText;
    this.escaped = escaped;
    if (over) records.push(this.take(chunk, from, at));
    else this.keepPending(chunk, from, at);
    return at;
  }

  private readWord(chunk: Buffer, from: number, records: string[]): number {
    let at = from;
    while (at < chunk.length && !endsWord(chunk[at])) at += 1;
    if (at < chunk.length) records.push(this.take(chunk, from, at));
    else this.keepPending(chunk, from, at);
    return at;
  }

  /** The whole record that ends here. */
  private take(chunk: Buffer, from: number, end: number): string {
    this.place = 'after';
    this.checkSize(this.pendingBytes + end - from);
    if (this.pendingBytes === 0) return chunk.toString('utf8', from, end);
    const whole = Buffer.concat([...this.pending, chunk.subarray(from, end)]);
    this.pending = [];
    this.pendingBytes = 0;
    return whole.toString();
  }

  private keepPending(chunk: Buffer, from: number, end: number): void {
    this.pending.push(chunk.subarray(from, end));
    this.pendingBytes += end - from;
    this.checkSize(this.pendingBytes);
  }

  private checkSize(bytes: number): void {
    if (bytes > this.maxRecordBytes) {
      throw new RecordsError('too_large', `one record is longer than ${this.maxRecordBytes} bytes`);
    }
  }
}

const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsWord(byte: number | undefined): boolean {
  return byte === COMMA || byte === LIST_END || isSpace(byte);
}

/** Whether a key, with its quotes and perhaps escapes, is `data`. */
function isData(key: string): boolean {
  if (!key.includes('\\')) return key === '"data"';
  try {
    return JSON.parse(key) === 'data';
  } catch {
    return false;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
