/** Clocks further apart than this make deadlines and the day's brake wrong. */
const MAX_CLOCK_DIFFERENCE_MS = 2000;
/** The database must answer within this. */
const STORE_TIMEOUT_MS = 2000;
/** So many refusals in a row, and campaigns hold (DECISIONS D8). */
const REFUSALS = 8;

interface Part {
  readonly ok: boolean;
  readonly detail?: string;
}

export interface Health {
  readonly status: 'ok' | 'failing';
  readonly parts: {
    readonly store: Part & { readonly clock_difference_ms: number | null };
    readonly dialer: Part;
    readonly phone_system: Part & { readonly label: string; readonly mock: boolean };
  };
}

/** Whether the service can dial and store, part by part. */
export async function healthOf(sources: {
  readonly clock: () => Promise<number>;
  readonly now: () => number;
  readonly dialing: boolean;
  readonly phoneSystem: { readonly label: string; readonly mock: boolean; readonly refusedInARow: number };
}): Promise<Health> {
  const { label, mock, refusedInARow } = sources.phoneSystem;
  const store = await storeHealth(sources.clock, sources.now);
  const dialer: Part = sources.dialing ? { ok: true } : { ok: false, detail: 'not dialing' };
  const phone: Part =
    refusedInARow < REFUSALS
      ? { ok: true }
      : { ok: false, detail: `the last ${refusedInARow} requests were refused` };
  return {
    status: store.ok && dialer.ok && phone.ok ? 'ok' : 'failing',
    parts: { store, dialer, phone_system: { ...phone, label, mock } },
  };
}

async function storeHealth(
  clock: () => Promise<number>,
  now: () => number,
): Promise<Health['parts']['store']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), STORE_TIMEOUT_MS);
  });
  const before = now();
  try {
    const theirs = await Promise.race([clock(), late]);
    if (theirs === null) return { ok: false, clock_difference_ms: null, detail: 'no answer' };
    // The database read its clock somewhere between our two looks at ours.
    const difference = Math.round(theirs - (before + now()) / 2);
    const ok = Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_MS;
    return { ok, clock_difference_ms: difference, ...(ok ? {} : { detail: 'the clocks differ' }) };
  } catch {
    return { ok: false, clock_difference_ms: null, detail: 'no connection' };
  } finally {
    clearTimeout(timer);
  }
}
