import { MERGED } from '@ringside/engine';
import { HEARD } from '@ringside/telephony';

/** What a column of a call is, as SQL: `t.heard`. */
export type CallSql = (column: string) => string;

/** Columns that {@link joined} and {@link derived} make: everything of a phone system's call that changes. */
export const JOINED = ['heard', 'from_record', ...MERGED.map(({ column }) => column), 'closed_at'] as const;
export const DERIVED = ['created_at', 'state', 'in_flight', 'reason', 'end_estimated'] as const;

const TEXTS: ReadonlySet<string> = new Set([
  'phone',
  'from_number',
  'caller_name',
  'direction',
  'duration',
  'recording',
]);

/** `mergeFacts` of the engine in SQL, from the same table. */
export function joined(ours: CallSql, theirs: CallSql): CallSql {
  const columns = new Map<string, string>([
    ['heard', `(${ours('heard')} | ${theirs('heard')})`],
    ['from_record', `(${ours('from_record')} | ${theirs('from_record')})`],
    ['closed_at', `least(${ours('closed_at')}, ${theirs('closed_at')})`],
    // When it was first heard of, as long as nobody says when it began.
    ['first_at', `least(${ours('created_at')}, ${theirs('created_at')})`],
  ]);
  for (const { column, pick, bit } of MERGED) {
    const [mine, its] = [bitOf(ours, bit), bitOf(theirs, bit)];
    const both = [ours(column), theirs(column)].map((value) => compared(column, value)).join(', ');
    columns.set(
      column,
      `(case when ${mine} > ${its} then ${ours(column)} when ${its} > ${mine} then ${theirs(column)} else ${pick}(${both}) end)`,
    );
  }
  return named(columns);
}

/** The join of all records of a group, as aggregates: what records say stands equally high. */
export function joinedRecords(of: CallSql): CallSql {
  const columns = ['heard', 'from_record'].map((column) => [column, `bit_or(${of(column)})`] as const);
  const picked = MERGED.map(
    ({ column, pick }) =>
      [column, `${pick === 'least' ? 'min' : 'max'}(${compared(column, of(column))})`] as const,
  );
  return named(new Map([...columns, ...picked]));
}

/** What follows from the facts: `stateOf` of the engine, and what goes with it. `first_at`: when it was first heard of. */
export function derived(of: CallSql): CallSql {
  const answered = `(${heard(of, 'answered')} or ${of('answered_at')} is not null)`;
  const ringing = `(${heard(of, 'ringing')} or ${of('ringing_at')} is not null)`;
  const ended = heard(of, 'ended');
  const over = `(${ended} or ${of('closed_at')} is not null)`;
  const assumed = `(${of('closed_at')} is not null and not ${ended})`;
  return named(
    new Map([
      ['created_at', `coalesce(${of('dialing_at')}, ${of('first_at')})`],
      [
        'state',
        `(case when ${over} then case when ${answered} then 'completed' else 'no_answer' end when ${answered} then 'answered' when ${ringing} then 'ringing' else 'dialing' end)`,
      ],
      ['in_flight', `(not ${over})`],
      ['reason', `(case when ${assumed} then 'unknown_end' end)`],
      ['end_estimated', assumed],
      ['answered', answered],
    ]),
  );
}

function heard(of: CallSql, stage: keyof typeof HEARD): string {
  return `(${bitOf(of, HEARD[stage], 'heard')} <> 0)`;
}

function bitOf(of: CallSql, bit: number, column = 'from_record'): string {
  return `(${of(column)} & ${bit})`;
}

/** Text is compared by code point, as the engine does, whatever the language of the database is. */
function compared(column: string, value: string): string {
  return TEXTS.has(column) ? `${value} collate "C"` : value;
}

function named(columns: ReadonlyMap<string, string>): CallSql {
  return (column) => {
    const found = columns.get(column);
    if (found === undefined) throw new Error(`No column ${column}.`);
    return found;
  };
}
