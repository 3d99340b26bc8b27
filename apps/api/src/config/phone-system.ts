/** What campaigns can be dialed through. */
export const PHONE_SYSTEMS = ['mock', 'call-api', 'asterisk'] as const;
export type PhoneSystemKind = (typeof PHONE_SYSTEMS)[number];

/** The phone system of the settings, with what is needed to reach it. */
export type PhoneSystemSettings =
  | { readonly kind: 'mock' }
  | { readonly kind: 'call-api'; readonly url: string }
  | ({ readonly kind: 'asterisk' } & AsteriskSettings);

export interface AsteriskSettings {
  /** Of its HTTP server, without a slash at the end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The name under which it tells us of our calls. */
  readonly app: string;
  /** `{number}` stands for the number: `PJSIP/{number}@trunk`. */
  readonly endpoint: string;
  /** Null: whatever its configuration says. */
  readonly callerId: string | null;
  /** Null: no limit. */
  readonly callsPerSecond: number | null;
  /** Played to whoever answers; null: nothing is. */
  readonly message: string | null;
}

/** The settings that say which phone system it is. */
export interface PhoneSystemValues {
  readonly PHONE_SYSTEM: PhoneSystemKind | null;
  readonly CALL_API_URL: string | null;
  readonly ARI_URL: string;
  readonly ARI_USER: string | null;
  readonly ARI_PASSWORD: string | null;
  readonly ARI_ENDPOINT: string | null;
  readonly ARI_APP: string;
  readonly ARI_CALLER_ID: string | null;
  readonly ARI_CALLS_PER_SECOND: number | null;
  readonly ARI_MESSAGE: string | null;
}
type Key = keyof PhoneSystemValues;

/** Those without which Asterisk cannot be used, and those that go with it. */
const ARI_NEEDED = ['ARI_USER', 'ARI_PASSWORD', 'ARI_ENDPOINT'] as const;
const ARI: readonly Key[] = [
  'ARI_URL',
  ...ARI_NEEDED,
  'ARI_APP',
  'ARI_CALLER_ID',
  'ARI_CALLS_PER_SECOND',
  'ARI_MESSAGE',
];
const CALL_API: readonly Key[] = ['CALL_API_URL'];

/**
 * What of these settings does not fit together: something is missing, or there is a setting of a phone system that is not the
 * one dialed through. Whoever sets an address means it to be dialed; to guess would ring the wrong phones.
 */
export function phoneSystemProblems(
  values: Partial<PhoneSystemValues>,
  set: (key: Key) => boolean,
): string[] {
  const ari = ARI.filter(set);
  const callApi = CALL_API.filter(set);
  // The value itself cannot be read: that is said already, and all else would be guessing.
  if (set('PHONE_SYSTEM') && !values.PHONE_SYSTEM) return [];
  switch (values.PHONE_SYSTEM) {
    case 'asterisk':
      return [
        ...ARI_NEEDED.filter((key) => !set(key)).map(
          (key) => `${key} must be set because PHONE_SYSTEM is asterisk`,
        ),
        ...notWith(callApi, 'asterisk'),
      ];
    case 'call-api':
      return [
        ...(callApi.length > 0 ? [] : ['CALL_API_URL must be set because PHONE_SYSTEM is call-api']),
        ...notWith(ari, 'call-api'),
      ];
    case 'mock':
      return notWith([...callApi, ...ari], 'mock');
    default:
      return ari.length === 0 ? [] : [`PHONE_SYSTEM must be asterisk because ${ari[0]} is set`];
  }
}

function notWith(keys: readonly Key[], kind: PhoneSystemKind): string[] {
  return keys.map((key) => `${key} must not be set because PHONE_SYSTEM is ${kind}`);
}

/** The phone system of settings that have no problem. */
export function phoneSystemSettings(values: PhoneSystemValues): PhoneSystemSettings {
  const { CALL_API_URL, ARI_USER, ARI_PASSWORD, ARI_ENDPOINT } = values;
  if (
    values.PHONE_SYSTEM === 'asterisk' &&
    ARI_USER !== null &&
    ARI_PASSWORD !== null &&
    ARI_ENDPOINT !== null
  )
    return {
      kind: 'asterisk',
      url: values.ARI_URL.replace(/\/+$/, ''),
      user: ARI_USER,
      password: ARI_PASSWORD,
      app: values.ARI_APP,
      endpoint: ARI_ENDPOINT,
      callerId: values.ARI_CALLER_ID,
      callsPerSecond: values.ARI_CALLS_PER_SECOND,
      message: values.ARI_MESSAGE,
    };
  return CALL_API_URL === null ? { kind: 'mock' } : { kind: 'call-api', url: CALL_API_URL };
}
