import { describe, expect, it } from '@jest/globals';
import type { Call, Campaign } from '@ringside/engine';
import type { OriginateRequest, Provider } from '@ringside/telephony';
import type { OpenConnection } from './dialer.options.js';
import { place } from './placement.js';

const CALL = { id: 'c1', phone: '+1 202 555 0100' } as Call;

async function asked(campaign: Partial<Campaign>): Promise<OriginateRequest | undefined> {
  const requests: OriginateRequest[] = [];
  const provider = {
    kind: 'call-api',
    capabilities: { detectMachine: true },
    originate: (request: OriginateRequest) => {
      requests.push(request);
      return Promise.resolve({ kind: 'accepted', providerCallId: '1' });
    },
  } as unknown as Provider;
  const connection = { id: 'x1', provider, tokens: { of: () => 'token' } } as unknown as OpenConnection;
  const settings = {
    ringTimeoutMs: 1000,
    replyTimeoutMs: 1000,
    machineDetection: 'off',
    from: null,
  } as const;
  await place(connection, { ...settings, ...campaign } as Campaign, CALL, 'http://127.0.0.1:3000');
  return requests[0];
}

describe('what a phone system is asked for', () => {
  it('is a call from the number of the campaign, or from its own', async () => {
    expect(await asked({ from: 'Sales <+12025550199>' })).toMatchObject({
      to: '+12025550100',
      from: 'Sales <+12025550199>',
      detectMachine: false,
    });
    expect(await asked({})).toMatchObject({ from: null });
  });
});
