import { checkPhone, type PhoneProblem } from '@ringside/contracts';

/** A line of the field that names a contact, or fails to. */
export interface ListLine {
  /** 0-based line of the text. */
  readonly line: number;
  readonly phone: string;
  readonly name: string | null;
  readonly problem: PhoneProblem | null;
}

export interface ParsedList {
  /** What can be dialed, in order. */
  readonly contacts: readonly ListLine[];
  readonly problems: readonly ListLine[];
  readonly problemLines: ReadonlySet<number>;
  readonly named: boolean;
}

const SEPARATOR = /[,;\t]/;

/** Reads a list as it is typed: one contact a line, `number` or `number, name`, also the other way round. */
export function parseList(text: string): ParsedList {
  const contacts: ListLine[] = [];
  const problems: ListLine[] = [];
  text.split(/\r\n|\r|\n/).forEach((content, line) => {
    if (content.trim() === '' || (line === 0 && isHeader(content))) return;
    const parsed = parseLine(content, line);
    (parsed.problem === null ? contacts : problems).push(parsed);
  });
  return {
    contacts,
    problems,
    problemLines: new Set(problems.map((problem) => problem.line)),
    named: contacts.some((contact) => contact.name !== null),
  };
}

function parseLine(content: string, line: number): ListLine {
  const cells = content.split(SEPARATOR).map((cell) => cell.trim());
  const found = cells.slice(0, 2).findIndex((cell) => checkPhone(cell).ok);
  const at = Math.max(0, found);
  const phone = cells[at] ?? '';
  const name = cells.filter((cell, index) => index !== at && cell !== '').join(', ');
  const check = checkPhone(phone);
  return { line, phone, name: name || null, problem: check.ok ? null : check.problem };
}

/** A first line without a digit that names its columns. */
function isHeader(content: string): boolean {
  return !/\d/.test(content) && content.split(SEPARATOR).some((cell) => isPhoneColumn(cell));
}

/** Whether a column of this name holds phone numbers. */
export function isPhoneColumn(name: string): boolean {
  return /^(phone|phonenumber|phoneno|number|telephone|telephonenumber|tel|mobile|mobilephone|cell|cellphone)$/.test(
    name.toLowerCase().replace(/[^a-z]/g, ''),
  );
}

/** The text without the lines that are no contacts. */
export function withoutProblems(text: string, problemLines: ReadonlySet<number>): string {
  return text
    .split(/\r\n|\r|\n/)
    .filter((_, line) => !problemLines.has(line))
    .join('\n');
}
