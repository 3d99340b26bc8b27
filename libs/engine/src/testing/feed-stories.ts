import type { CallReading } from '@ringside/telephony';
import fc from 'fast-check';
import { factsOf, mergeFacts, MERGED, NO_FACTS, sameFacts, type MergedField } from '../index.js';
import { reading } from './feed-harness.js';

/** A whole call as its phone system tells it: webhooks in the order of its stages, then its records. */
export interface Story {
  readonly tenantId: string;
  readonly uuid: string;
  readonly webhooks: readonly CallReading[];
  readonly records: readonly CallReading[];
}

const STAGES = ['dialing', 'ringing', 'answered', 'ended'] as const;
const TIMES: readonly MergedField[] = ['dialingAt', 'ringingAt', 'answeredAt', 'endedAt'];

/** Times overlap, run backwards, and lie in the future; texts are few, so that they often agree. */
const value = (field: MergedField): fc.Arbitrary<string | number> =>
  TIMES.includes(field)
    ? fc.constantFrom(0, 999_000, 1_001_000, 1_002_500, 4e12)
    : fc.constantFrom('', '9', '10');

type Values = Partial<Record<MergedField, string | number | null>>;
const eachField = (one: (field: MergedField) => fc.Arbitrary<string | number | null>): fc.Arbitrary<Values> =>
  fc.record(Object.fromEntries(MERGED.map(({ field }) => [field, one(field)])));

/** What a message says: mostly the truth, or nothing, now and then something else. */
const said = (truth: Values): fc.Arbitrary<Values> =>
  eachField((field) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(truth[field] ?? null) },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: value(field) },
    ),
  );

function told(stage: (typeof STAGES)[number], values: Values, uuid: string): CallReading {
  return { ...reading(stage), ...(values as Partial<CallReading>), uuid };
}

/** A last record that tells everything the webhooks tell, in values of its own: after it any of them may be lost. */
function whole(webhooks: readonly CallReading[], values: Values, truth: Values, uuid: string): CallReading {
  const all = webhooks.map((webhook) => factsOf(webhook, 'webhook')).reduce(mergeFacts, NO_FACTS);
  const filled: Values = { ...values };
  for (const { field } of MERGED) filled[field] = values[field] ?? truth[field] ?? all[field];
  return { ...told('dialing', filled, uuid), heard: all.heard };
}

const story = (tenantId: string, uuid: string): fc.Arbitrary<Story> =>
  eachField((field) => fc.option(value(field), { nil: null, freq: 4 })).chain((truth) =>
    fc
      .record({
        // Never finished, not answered, only the end: any of the stages may never be told.
        stages: fc.subarray([...STAGES], { minLength: 1 }),
        values: fc.array(said(truth), { minLength: 4, maxLength: 4 }),
        partial: fc.array(fc.record({ heard: fc.nat(15), values: said(truth) }), { maxLength: 2 }),
        last: fc.option(said(truth), { nil: null }),
      })
      .map(({ stages, values, partial, last }) => {
        const webhooks = stages.map((stage, i) => told(stage, values[i] ?? {}, uuid));
        const records = partial.map((part) => ({ ...told('dialing', part.values, uuid), heard: part.heard }));
        if (last !== null) records.push(whole(webhooks, last, truth, uuid));
        return { tenantId, uuid, webhooks, records };
      }),
  );

/** Up to five calls, two of them with the same uuid at different tenants. */
export const stories: fc.Arbitrary<Story[]> = fc
  .tuple(
    story('t1', 'u1'),
    fc.subarray([
      ['t2', 'u1'],
      ['t1', 'u2'],
      ['t1', 'u3'],
      ['t2', 'u4'],
    ] as const),
  )
  .chain(([first, more]) =>
    fc.tuple(fc.constant(first), ...more.map(([tenantId, uuid]) => story(tenantId, uuid))),
  );

/** Whether the records of a call say all that this webhook says, so that it may be lost. */
export function isSpare({ records }: Story, webhook: CallReading): boolean {
  const known = records.map((record) => factsOf(record, 'record')).reduce(mergeFacts, NO_FACTS);
  return sameFacts(mergeFacts(known, factsOf(webhook, 'webhook')), known);
}
