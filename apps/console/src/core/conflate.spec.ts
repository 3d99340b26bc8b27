import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CampaignLive } from '@ringside/client';
import { Subject } from 'rxjs';
import { campaign, row } from '../testing/fake-client.js';
import { conflate } from './conflate.js';

describe('conflating', () => {
  const live$ = new Subject<CampaignLive>();
  const seen: CampaignLive[] = [];
  const send = (seq: number): void =>
    live$.next({ campaign: campaign({ seq }), lines: [], changed: [row(seq, 'completed')] });

  beforeEach(() => {
    jest.useFakeTimers();
    seen.length = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets the first through at once and loses no row that changed after it', () => {
    const subscription = conflate(live$, 100).subscribe((live) => seen.push(live));
    for (const seq of [1, 2, 3]) send(seq);
    expect(seen.map((live) => live.campaign.seq)).toEqual([1]);
    jest.advanceTimersByTime(100);
    expect(seen.map((live) => live.campaign.seq)).toEqual([1, 3]);
    expect(seen[1]?.changed.map((each) => each.position)).toEqual([2, 3]);
    jest.advanceTimersByTime(100);
    send(4);
    expect(seen).toHaveLength(3);
    subscription.unsubscribe();
  });
});
