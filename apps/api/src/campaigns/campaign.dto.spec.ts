import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../http/problem.js';
import { validationPipe } from '../http/validation.pipe.js';
import { ContactQueryDto, CreateCampaignDto, StartDto } from './campaign.dto.js';
import { contactsOf } from './phone-list.js';
import { checkedCampaign, newCampaign } from './new-campaign.js';

const pipe = validationPipe();
async function check<T>(
  dto: new () => T,
  value: unknown,
  type: 'body' | 'query' = 'body',
): Promise<T | string[]> {
  try {
    return (await pipe.transform(value, { type, metatype: dto })) as T;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return (error.extra.errors ?? []).map(({ field, code }) => `${field} ${code}`);
  }
}
const good = { dialer_type: 'Fixed', phone_number: '12025550100' };

describe('the body of a campaign', () => {
  it('needs a dialer type and numbers, and has defaults for the rest', async () => {
    const body = await check(CreateCampaignDto, good);
    expect(body).toEqual(good);
    expect(newCampaign('id', 'connection', checkedCampaign(body as CreateCampaignDto))).toEqual({
      id: 'id',
      connectionId: 'connection',
      name: 'Untitled',
      dialerType: 'Fixed',
      lines: 3,
      ringTimeoutMs: 60_000,
      maxDurationMs: 3_600_000,
      replyTimeoutMs: 10_000,
      machineDetection: 'off',
      from: null,
      callStateUrl: null,
    });
  });

  it('takes the number to call from as it takes the numbers to call', async () => {
    for (const [from, text] of [
      [12025550100, '12025550100'],
      [' +1 202 555 0100 ', '+1 202 555 0100'],
      ['Sales <+12025550100>', 'Sales <+12025550100>'],
      ['', null],
      [null, null],
    ] as const) {
      const body = await check(CreateCampaignDto, { ...good, from });
      expect(newCampaign('id', 'connection', checkedCampaign(body as CreateCampaignDto)).from).toBe(text);
    }
    for (const from of [-1, 1.5, true, {}, ['12025550100'], 'a\nb', 'x'.repeat(81)])
      expect(await check(CreateCampaignDto, { ...good, from })).toEqual(['from is_caller_id']);
  });

  it('may ask for answering machines', async () => {
    for (const machine_detection of ['off', 'detect', 'hang_up'] as const) {
      const body = await check(CreateCampaignDto, { ...good, machine_detection });
      const { machineDetection } = newCampaign(
        'id',
        'connection',
        checkedCampaign(body as CreateCampaignDto),
      );
      expect(machineDetection).toBe(machine_detection);
    }
    for (const machine_detection of ['on', true, 1, {}])
      expect(await check(CreateCampaignDto, { ...good, machine_detection })).toEqual([
        'machine_detection is_in',
      ]);
  });

  it('says of each field the one thing that matters most', async () => {
    expect(await check(CreateCampaignDto, { lines: '3', name: 'x'.repeat(300), extra: 1 })).toEqual([
      'extra unknown_field',
      'name max_length',
      'dialer_type is_in',
      'lines is_int',
    ]);
  });

  it('with 100,000 numbers is checked in a moment', async () => {
    const phone_number = Array.from({ length: 100_000 }, (_, i) => `+1 202 ${String(i).padStart(7, '0')}`);
    const began = performance.now();
    const body = (await check(CreateCampaignDto, { ...good, phone_number })) as CreateCampaignDto;
    let id = 0;
    const contacts = contactsOf(checkedCampaign(body).phone_number, 7, () => String(++id));
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(contacts).toHaveLength(100_000);
    expect(contacts[99_999]).toEqual({ id: '100000', phone: '+1 202 0099999', fields: {} });
  });
});

describe('numbers', () => {
  const check = (list: unknown, minDigits = 7): unknown => {
    try {
      return contactsOf(list as string, minDigits, () => 'id').map(({ phone }) => phone);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return [error.code, ...(error.extra.errors ?? []).map(({ field, code }) => `${field} ${code}`)];
    }
  };

  it('are kept as given, in order, duplicates and all', () => {
    expect(check(['(202) 555-0100', ' +12025550100 ', '(202) 555-0100', 12025550100])).toEqual([
      '(202) 555-0100',
      '+12025550100',
      '(202) 555-0100',
      '12025550100',
    ]);
    expect(check('12025550100')).toEqual(['12025550100']);
    expect(check([])).toEqual([]);
  });

  it('that cannot be dialed refuse them all, by index', () => {
    expect(check(['12025550100', '112', 'x', 1.5, -1, 1e21, [], '555'])).toEqual([
      'invalid_phone_number',
      'phone_number[1] emergency_number',
      'phone_number[2] not_a_number',
      'phone_number[3] not_a_number',
      'phone_number[4] not_a_number',
      'phone_number[5] not_a_number',
      'phone_number[6] not_a_number',
      'phone_number[7] too_short',
    ]);
    expect(check('911')).toEqual(['invalid_phone_number', 'phone_number emergency_number']);
  });

  it('may be extensions where the operator says so, but never an emergency', () => {
    expect(check(['204'], 3)).toEqual(['204']);
    expect(check(['911'], 3)).toEqual(['invalid_phone_number', 'phone_number[0] emergency_number']);
  });

  it('beyond a hundred thousand are too many', () => {
    expect(check(Array.from({ length: 100_001 }, () => '12025550100'))).toEqual(['payload_too_large']);
  });
});

describe('queries', () => {
  it('turn texts into numbers, with a default page', async () => {
    expect(await check(ContactQueryDto, { limit: '50', from: '7', status: 'busy' }, 'query')).toEqual({
      limit: 50,
      from: 7,
      status: 'busy',
    });
    expect(await check(ContactQueryDto, {}, 'query')).toEqual({ limit: 100 });
  });

  it('refuse what is no number and no text', async () => {
    expect(await check(ContactQueryDto, { limit: 'x', from: '1.5', search: 'a\0' }, 'query')).toEqual([
      'search is_text',
      'from is_int',
      'limit is_int',
    ]);
  });
});

describe('start', () => {
  it('takes nothing, or what to dial', async () => {
    expect(await check(StartDto, undefined)).toEqual({});
    expect(await check(StartDto, { only: 'unanswered' })).toEqual({ only: 'unanswered' });
    expect(await check(StartDto, { only: 'some' })).toEqual(['only is_in']);
    expect(await check(StartDto, ['only'])).not.toEqual({});
  });
});
