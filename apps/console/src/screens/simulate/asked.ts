import type {
  NewSimulation,
  SimulatedJurisdiction,
  SimulationBasis,
  SimulationResource,
} from '@ringside/contracts';

/** A field of the form with a number in it; `scale`: what it is multiplied by for the server. */
interface NumberField {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  /** May be left empty: no limit. */
  readonly optional?: true;
  readonly scale?: number;
  readonly unless: string;
}

export const FIELDS = {
  callers: { min: 1, max: 500, whole: true, unless: '10' },
  answer_rate: { min: 1, max: 95, scale: 0.01, unless: '25' },
  talk_seconds: { min: 5, max: 3600, unless: '120' },
  wrap_seconds: { min: 0, max: 600, unless: '15' },
  answer_seconds: { min: 1, max: 60, unless: '12' },
  ring_timeout: { min: 15, max: 120, unless: '26' },
  hours: { min: 0.5, max: 12, unless: '8' },
  days: { min: 1, max: 50, whole: true, unless: '5' },
  calls_per_second: { min: 1, max: 1000, whole: true, optional: true, unless: '' },
  max_lines: { min: 1, max: 10_000, whole: true, optional: true, unless: '' },
} as const satisfies Record<string, NumberField>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** What stands in the fields, as it was typed. */
export type Typed = Readonly<Record<FieldName, string>> & { readonly jurisdiction: SimulatedJurisdiction };

export const UNTOUCHED: Typed = {
  ...(Object.fromEntries(FIELD_NAMES.map((name) => [name, FIELDS[name].unless])) as Record<
    FieldName,
    string
  >),
  jurisdiction: 'US',
};

/** Stands for what was typed and is no number at all, such as `1e`: the browser does not tell it. */
export const NO_NUMBER = '?';

/** Whether what was typed can be asked for. */
export function isRight(name: FieldName, typed: string): boolean {
  const { min, max, whole, optional }: NumberField = FIELDS[name];
  const text = typed.trim();
  if (text === '') return optional === true;
  const value = Number(text);
  return value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** The number of a field as the server takes it; null: empty. */
export function valueOf(name: FieldName, typed: string): number | null {
  const { scale = 1 }: NumberField = FIELDS[name];
  return typed.trim() === '' ? null : Number((Number(typed) * scale).toFixed(6));
}

/** What is asked of the server; null while a field is wrong. */
export function askedFor(typed: Typed): NewSimulation | null {
  if (!FIELD_NAMES.every((name) => isRight(name, typed[name]))) return null;
  const number = (name: FieldName): number => valueOf(name, typed[name]) ?? 0;
  return {
    callers: number('callers'),
    answer_rate: number('answer_rate'),
    talk_seconds: number('talk_seconds'),
    wrap_seconds: number('wrap_seconds'),
    answer_seconds: number('answer_seconds'),
    ring_timeout: number('ring_timeout'),
    hours: number('hours'),
    days: number('days'),
    jurisdiction: typed.jurisdiction,
    calls_per_second: valueOf('calls_per_second', typed.calls_per_second),
    max_lines: valueOf('max_lines', typed.max_lines),
  };
}

/** The fields as they stood when a simulation was asked for. */
export function typedOf(settings: SimulationResource['settings']): Typed {
  const typed = (name: FieldName): string => {
    const { scale = 1 }: NumberField = FIELDS[name];
    const value = settings[name];
    return value === null ? '' : String(Number((value / scale).toFixed(4)));
  };
  return {
    ...(Object.fromEntries(FIELD_NAMES.map((name) => [name, typed(name)])) as Record<FieldName, string>),
    jurisdiction: settings.jurisdiction,
  };
}

/** Whether what stands in the fields is what a simulation was of. */
export function isOf(typed: Typed, settings: SimulationResource['settings']): boolean {
  if (typed.jurisdiction !== settings.jurisdiction) return false;
  return FIELD_NAMES.every(
    (name) => isRight(name, typed[name]) && valueOf(name, typed[name]) === settings[name],
  );
}

/** What past calls say of the fields; null: too few. */
function saidBy({ answer_rate, answer_seconds, talk_seconds }: SimulationBasis) {
  return {
    answer_rate: answer_rate === null ? null : answer_rate * 100,
    answer_seconds: answer_seconds?.mean ?? null,
    talk_seconds: talk_seconds?.mean ?? null,
  } satisfies Partial<Record<FieldName, number | null>>;
}

/** The fields that past calls fill, within what can be asked for; `moved`: something of it could not be taken as it was. */
export function filledBy(basis: SimulationBasis): {
  readonly fields: Partial<Typed>;
  readonly moved: boolean;
} {
  const fields: Partial<Record<FieldName, string>> = {};
  let moved = false;
  for (const [name, said] of Object.entries(saidBy(basis)) as [FieldName, number | null][]) {
    if (said === null) continue;
    const { min, max } = FIELDS[name];
    const value = Number(said.toFixed(1));
    const taken = Math.min(max, Math.max(min, value));
    moved ||= taken !== value;
    fields[name] = String(taken);
  }
  return { fields, moved };
}
