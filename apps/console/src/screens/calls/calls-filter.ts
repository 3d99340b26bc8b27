import {
  CALL_ORIGINS,
  CALL_STATES,
  type CallFilter,
  type CallOrigin,
  type CallState,
} from '@ringside/contracts';

/** What can be filtered by; the names stand in the address. */
export const FILTER_NAMES = ['number', 'state', 'direction', 'origin', 'tenant', 'from', 'to'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Fewest digits a number is looked for by. */
export const MIN_DIGITS = 3;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** States to choose from, in the order a call goes through them. */
export const STATE_CHOICES: readonly (CallState | 'in_flight')[] = [
  'in_flight',
  'dialing',
  'ringing',
  'answered',
  'completed',
  'no_answer',
  'busy',
  'rejected',
  'failed',
  'canceled',
  'abandoned',
  'unknown',
];

/** The filter that an address asks for; what makes no sense is left out. */
export function filterOf(get: (name: FilterName) => string | null): CallFilter {
  const state = get('state');
  const origin = get('origin');
  const direction = get('direction');
  const tenant = get('tenant');
  const number = get('number')?.replace(/\D/g, '') ?? '';
  const from = momentOf(get('from'));
  const to = momentOf(get('to'));
  return {
    ...(number.length >= MIN_DIGITS && { number }),
    ...(isState(state) && { state }),
    ...(direction && direction.length <= 40 && { direction }),
    ...(isOrigin(origin) && { origin }),
    ...(tenant && UUID.test(tenant) && { tenant }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** The value of a `datetime-local` field, in the viewer's zone; empty when there is none. */
export function localOf(moment: string | undefined): string {
  const at = moment === undefined ? NaN : Date.parse(moment);
  if (Number.isNaN(at)) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The moment such a field means; null when it is empty. */
export function momentOfLocal(value: string): string | null {
  return value === '' ? null : momentOf(value);
}

function momentOf(value: string | null): string | null {
  const at = value === null ? NaN : Date.parse(value);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
function isState(value: string | null): value is CallState | 'in_flight' {
  return value === 'in_flight' || (CALL_STATES as readonly (string | null)[]).includes(value);
}
function isOrigin(value: string | null): value is CallOrigin {
  return (CALL_ORIGINS as readonly (string | null)[]).includes(value);
}
