import { setImmediate as nextTurn } from 'node:timers/promises';
import { BodyLost } from '@ringside/outbound';
import type { Outbound, OutboundRequest, OutboundStream } from '@ringside/outbound';
import { plainText, RecordsError } from '@ringside/telephony';
import type { RecordReading, RecordsPart } from '@ringside/telephony';
import { readRecord } from './pbx.feed.js';
import { RecordSplitter } from './record-splitter.js';
import { tenantOf } from './tenant.js';

/** Most records that are given at once. */
const PART = 500;

/** Fetches the document of all records and gives them as they arrive; see `CallFeed.records`. */
export async function* fetchRecords(
  outbound: Outbound,
  request: OutboundRequest,
  maxRecordBytes: number,
): AsyncGenerator<RecordsPart, void, undefined> {
  const left = new AbortController();
  const signal = request.signal === undefined ? left.signal : AbortSignal.any([request.signal, left.signal]);
  try {
    const stream = await outbound.stream({ ...request, signal });
    if (stream.kind !== 'response') throw problemOf(stream);
    if (stream.status !== 200) throw new RecordsError('http_status', statusText(stream));
    yield* partsOf(stream, new RecordSplitter(maxRecordBytes));
  } catch (error) {
    throw error instanceof BodyLost
      ? problemOf({ kind: 'lost', code: error.code, detail: error.message })
      : error;
  } finally {
    // An answer that was not read to its end is not wanted any more.
    left.abort();
  }
}

type Response = Extract<OutboundStream, { readonly kind: 'response' }>;

async function* partsOf(
  { headers, body }: Response,
  splitter: RecordSplitter,
): AsyncGenerator<RecordsPart, void, undefined> {
  const tenant = tenantOf(headers);
  let records: RecordReading[] = [];
  for await (const chunk of body) {
    for (const text of splitter.push(chunk)) {
      records.push(readRecord(text));
      if (records.length < PART) continue;
      yield { tenant, announced: announced(splitter.head), records };
      records = [];
      // However fast they come: whatever else the process has to do goes on in between.
      await nextTurn();
    }
  }
  // Always a last part, for a list without records has a tenant, too.
  yield { tenant, announced: announced(splitter.end()), records };
}

/** `total`, if it has been said and is a number of records. */
function announced(fields: Readonly<Record<string, unknown>> | null): number | null {
  const total = fields?.['total'];
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : null;
}

function statusText({ status, headers }: Response): string {
  const { location } = headers;
  return location === undefined ? `HTTP ${status}` : plainText(`HTTP ${status}, moved to ${location}`);
}

function problemOf({ kind, code, detail }: Exclude<OutboundStream, Response>): RecordsError {
  const words = plainText(`${code}: ${detail}`);
  if (kind === 'not_sent') return new RecordsError('unreachable', words);
  if (code === 'timeout' || code === 'too_large') return new RecordsError(code, plainText(detail));
  return new RecordsError(code === 'bad_response' ? 'not_json' : 'incomplete', words);
}
