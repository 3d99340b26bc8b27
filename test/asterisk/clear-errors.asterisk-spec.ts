import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PhoneSystemResource } from '@ringside/contracts';
import type { ServiceProcess } from '../e2e/service-process.js';
import { eventually, onEachEngine, openProvider, providerFor, request } from './engines.ts';
import { MONITOR, startAsterisk, type Asterisk } from './lab/start.ts';
import { serviceFor } from './service.ts';

const PERSON = '15550001006';

/** What is wrong, as the service is set up; what it must say, and the setting that its line must name. */
const WRONG: readonly (readonly [
  what: string,
  settings: Readonly<Record<string, string>>,
  code: string,
  names: RegExp,
])[] = [
  ['nobody listens', { ARI_URL: 'http://127.0.0.1:9' }, 'unreachable', /ARI_URL/],
  ['the password is wrong', { ARI_PASSWORD: 'wrong' }, 'unauthorized', /ARI_PASSWORD/],
  [
    'the user may only read',
    { ARI_USER: MONITOR.user, ARI_PASSWORD: MONITOR.password },
    'read_only',
    /read_only/,
  ],
  [
    'the technology is unknown',
    { ARI_ENDPOINT: 'Nothing/{number}@trunk' },
    'unknown_endpoint',
    /ARI_ENDPOINT/,
  ],
  [
    'there is no such context',
    { ARI_ENDPOINT: 'Local/{number}@nowhere' },
    'unknown_endpoint',
    /ARI_ENDPOINT/,
  ],
];

onEachEngine((engine) => {
  it.each(WRONG)(
    '%s: one clear line',
    async (_what, settings, code, names) => {
      const { service, dispose } = await serviceFor(engine().url, settings);
      try {
        const phone_number = [PERSON];
        await service.rest('POST', '/v1/call', { dialer_type: 'Fixed', lines: 1, phone_number });
        const notice = await eventually('it is told', async () => {
          const found = noticesOf(await phoneSystem(service));
          return found.find((one) => one.code === code) ?? null;
        });
        expect(notice.detail).toMatch(names);
        expect(notice.detail).not.toContain('\n');
        // Said to the terminal, too, and once, however often it tries.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const said = service.output.filter((line) => line.includes(notice.detail) && !line.startsWith('{'));
        expect(said).toHaveLength(1);
      } finally {
        await dispose();
      }
    },
    30_000,
  );

  it('a call to an endpoint that is unknown is refused, so that a list is not burnt', async () => {
    const ours = await openProvider({ url: engine().url, endpoint: 'Nothing/{number}@trunk' });
    const outcome = await ours.provider.originate(request(PERSON), AbortSignal.timeout(5000));
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('ARI_ENDPOINT') });
    await ours.close();
  });
});

describe('without [ringside] in the dialplan', () => {
  let engine: Asterisk;
  beforeAll(async () => {
    engine = await startAsterisk({ suite: 'sid', without: 'ringside' });
  });
  afterAll(() => engine?.stop());

  it('calls are made, and one warning tells what to add', async () => {
    const ours = await openProvider({ url: engine.url });
    for (const detectMachine of [false, true, false]) {
      const call = await ours.dial(PERSON, { detectMachine });
      await ours.until(call, ({ state }) => state === 'completed' || state === 'failed');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    const warnings = ours.events.flatMap((event) => (event.kind === 'warning' ? [event.warning] : []));
    expect(warnings.length).toBeGreaterThan(0);
    expect(new Set(warnings.map(({ detail }) => detail)).size).toBe(warnings.length);
    for (const warning of warnings) {
      expect(warning.code).toBe('dialplan');
      expect(warning.detail).toContain('[ringside]');
    }
    await ours.close();
  });
});

it('nobody listens: the stream throws, and names the address', async () => {
  const { provider, outbound } = providerFor({ url: 'http://127.0.0.1:9' });
  const open = async (): Promise<void> => {
    for await (const event of provider.stream?.(AbortSignal.timeout(5000)) ?? []) throw new Error(event.kind);
  };
  await expect(open()).rejects.toMatchObject({
    name: 'StreamError',
    code: 'unreachable',
    message: expect.stringContaining('127.0.0.1:9'),
  });
  await provider.close();
  await outbound.close();
});

async function phoneSystem(service: ServiceProcess): Promise<PhoneSystemResource> {
  const { items } = await service.rest<{ items: PhoneSystemResource[] }>('GET', '/v1/phone-systems');
  const [system] = items;
  if (system === undefined) throw new Error('there is no phone system');
  return system;
}

function noticesOf({ last_error, warnings }: PhoneSystemResource): { code: string; detail: string }[] {
  return [...(last_error === null ? [] : [last_error]), ...warnings];
}
