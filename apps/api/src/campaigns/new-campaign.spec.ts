import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../http/problem.js';
import type { CreateCampaignDto } from './campaign.dto.js';
import { checkedCampaign } from './new-campaign.js';

const url = 'https://numbers.example/next';
const list = '01900000-0000-7000-8000-000000000000';

function refusal(body: Omit<CreateCampaignDto, 'dialer_type'> & Partial<CreateCampaignDto>): unknown {
  try {
    checkedCampaign({ dialer_type: 'Fixed', ...body });
    return null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [error.code, ...(error.extra.errors ?? []).map(({ field, code }) => `${field} ${code}`)];
  }
}

describe('where the numbers of a campaign come from', () => {
  it('is one source, given once', () => {
    expect(refusal({ phone_number: [] })).toBeNull();
    expect(refusal({ phone_number: '12025550100', phone_numbers_url: null })).toBeNull();
    expect(refusal({})).toEqual(['invalid_request', 'phone_number is_required']);
    expect(refusal({ phone_number: [], phone_numbers_url: url, list })).toEqual([
      'invalid_request',
      'phone_numbers_url one_source',
      'list one_source',
    ]);
  });

  it('is told apart from what does not exist yet', () => {
    expect(refusal({ phone_numbers_url: url })).toEqual([
      'not_available_yet',
      'phone_numbers_url not_available_yet',
    ]);
    expect(refusal({ list })).toEqual(['not_available_yet', 'list not_available_yet']);
    expect(refusal({ dialer_type: 'Preview', phone_number: '12025550100' })).toEqual([
      'callers_not_available',
      'dialer_type callers_not_available',
    ]);
  });
});
