import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { SimulationResource } from '@ringside/contracts';
import { CAMPAIGN_ID, type FakeClient, account, campaign } from '../../testing/fake-client.js';
import { type FakeDocuments, signedIn, simulated, simulation } from '../../testing/fake-documents.js';
import { fakeService, settled } from '../../testing/fake-service.js';
import { buttonIn, words } from '../../testing/words.js';

describe('the simulate screen', () => {
  let documents: FakeDocuments;
  let client: FakeClient;
  let harness: RouterTestingHarness;
  const element = (): HTMLElement => harness.routeNativeElement as HTMLElement;
  const settle = (): Promise<void> => settled(harness.fixture, { turns: 4 });
  const press = async (name: string): Promise<void> => {
    buttonIn(element(), name).click();
    await settle();
  };
  const field = (id: string): HTMLInputElement => {
    const found = element().querySelector<HTMLInputElement>(`input#${id}`);
    if (found === null) throw new Error(`no field ${id}`);
    return found;
  };
  const type = async (id: string, value: string): Promise<void> => {
    field(id).value = value;
    field(id).dispatchEvent(new Event('input'));
    await settle();
  };
  /** Its turn comes after half a second. */
  const later = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    await settle();
  };

  async function open(reckoned: readonly SimulationResource[] = [], query = ''): Promise<void> {
    documents.reckoned = [...reckoned];
    harness = await RouterTestingHarness.create(`/simulate${query}`);
    await settle();
  }

  beforeEach(() => {
    ({ client, documents } = fakeService());
    documents.who = signedIn('supervisor');
  });

  it('says what it is for, and what cannot be dialed yet', async () => {
    await open();
    expect(words(element())).toContain('Nothing simulated yet');
    expect(words(element())).toContain('Power and Predictive cannot dial here yet');
  });

  it('asks for what stands in the fields, and shows how far it is until it is done', async () => {
    await open();
    await type('callers', '25');
    await press('Run');
    expect(documents.asked.at(-1)).toEqual([
      'simulate',
      expect.objectContaining({ callers: 25, answer_rate: 0.25, days: 5, jurisdiction: 'US' }),
    ]);
    expect(TestBed.inject(Router).url).toBe('/simulate?simulation=simulation-1');
    documents.reckoned = documents.reckoned.map((one) => ({ ...one, progress: 0.426 }));
    await later();
    expect(words(element())).toContain('Reckoning 5 days 42 %');
    expect(buttonIn(element(), 'Run').disabled).toBe(true);
    documents.reckoned = [simulation(25, { id: 'simulation-1' })];
    await later();
    expect(words(element())).toContain('Done');
    expect(words(element())).toContain(
      'Of 100 paid minutes 90 are spent in talk and wrap-up and 10 waiting: 48.1 minutes of talk an hour, 12.3 s between two calls. Of 100 people who answer, 2.7 find nobody there in time.',
    );
    expect(words(element())).toContain('Nobody who answers is left without a caller.');
    expect(buttonIn(element(), 'Run').disabled).toBe(false);
  });

  it('cancels one that runs', async () => {
    const running = { state: 'running', progress: 0.1, results: [], ended_at: null } as const;
    await open([simulation(5, running)]);
    await press('Cancel');
    expect(documents.asked.at(-1)).toEqual(['cancel', 'simulation-5']);
    expect(words(element())).toContain('Canceled');
    expect(element().querySelector('progress')).toBeNull();
  });

  it('does not ask for what cannot be, and says what could', async () => {
    await open();
    await type('callers', '501');
    expect(words(element())).toContain('A whole number from 1 to 500.');
    expect(field('callers').getAttribute('aria-invalid')).toBe('true');
    expect(buttonIn(element(), 'Run').disabled).toBe(true);
  });

  it('is filled from past calls, of all campaigns or of one, and draws them', async () => {
    client.account.next({ account: account(), campaigns: [campaign()] });
    documents.past = {
      ...documents.past,
      calls: 400,
      from: '2026-02-01T10:00:00.000Z',
      to: '2026-03-01T10:00:00.000Z',
      answer_rate: 0.31,
      answer_seconds: { count: 124, mean: 9.5, step: 1, counts: [4, 20, 100] },
      talk_seconds: { count: 124, mean: 88, step: 10, counts: [60, 64] },
    };
    await open();
    const whose = element().querySelector<HTMLSelectElement>('select#basis');
    if (whose) whose.value = CAMPAIGN_ID;
    await press('Fill in');
    expect(documents.asked.at(-1)).toEqual(['basis', CAMPAIGN_ID]);
    expect([field('answer_rate').value, field('talk_seconds').value, field('answer_seconds').value]).toEqual([
      '31',
      '88',
      '9.5',
    ]);
    expect(words(element())).toContain(
      '400 calls from Feb 1 to Mar 1. 31.0 % were answered by a person. Answered after 9.5 s, talked 88.0 s in the mean.',
    );
    expect(element().querySelectorAll('rs-times rect').length).toBeGreaterThan(4);
  });

  it('says when past calls are too few', async () => {
    await open();
    await press('Fill in');
    expect(words(element())).toContain('There are no calls yet that are over.');
    documents.past = { ...documents.past, calls: 3, from: '2026-03-01T10:00:00.000Z' };
    await press('Fill in');
    expect(words(element())).toContain('Too few to tell how many are answered.');
    expect(field('answer_rate').value).toBe('25');
  });

  it('shows an earlier one by its address, and a failure with its reason', async () => {
    const failed = { state: 'failed', results: [], error: 'It was not done in 10 minutes.' } as const;
    await open([simulation(7), simulation(5, failed)], '?simulation=simulation-5');
    expect(words(element())).toContain('It was not done in 10 minutes.');
    const which = element().querySelector<HTMLSelectElement>('[aria-label="Which simulation"]');
    if (which) which.value = 'simulation-7';
    which?.dispatchEvent(new Event('change'));
    await settle();
    expect(TestBed.inject(Router).url).toBe('/simulate?simulation=simulation-7');
    expect(words(element())).toContain('In words');
  });

  it('says why one cannot be started or is not there', async () => {
    await open([], '?simulation=simulation-9');
    expect(words(element())).toContain('This simulation is gone: the newest 20 are kept');
    documents.failing = 'unreachable';
    await press('Run');
    expect(words(element())).toContain('The server cannot be reached');
    // Why not is known to the service alone: too many of them wait, or too many requests came.
    documents.failing = 'too_many_requests';
    await press('Run');
    expect(words(element().querySelector('form [role=alert]') ?? element())).toBe('too_many_requests');
  });

  it('marks who passes the legal limit, and knows of a single day no interval', async () => {
    const one = simulated('predictive', 0.9, 0.034);
    const alone = { mean: 0.9, low: null, high: null };
    const settings = { ...simulation(5).settings, days: 1 };
    await open([simulation(5, { settings, limit: null, results: [{ ...one, busy_share: alone }] })]);
    expect(element().querySelector('rect.over')).not.toBeNull();
    // Not by its colour alone.
    expect(words(element())).toContain('above the limit: 3.4 %');
    expect(words(element())).toContain('That is more than the law allows.');
    expect(words(element())).toContain('One day alone does not say how far the figures may be off');
    expect(words(element())).not.toContain('the most that any pacing reaches');
  });

  it('says what it was of, and sets the fields like it', async () => {
    const settings = { ...simulation(7).settings, talk_seconds: 90, max_lines: 20, days: 1 };
    await open([simulation(7, { settings }), simulation(5)], '?simulation=simulation-7');
    expect(words(element().querySelector('.state') ?? element())).toContain(
      'Talk 90 s, wrap-up 15 s, answered after 12 s, given up after 26 s · 1 day of 1 h · law of the United States · at most 20 lines',
    );
    // Who comes back goes on where they were.
    expect([field('callers').value, field('talk_seconds').value, field('max_lines').value]).toEqual([
      '7',
      '90',
      '20',
    ]);
    expect(words(element())).not.toContain('Set the fields like this one');
    await type('callers', '9');
    await press('Set the fields like this one');
    expect(field('callers').value).toBe('7');
    expect(words(element())).not.toContain('Set the fields like this one');
  });

  it('sets the last ones beside each other, each with its address', async () => {
    const canceled = { state: 'canceled', results: [] } as const;
    await open([simulation(7), simulation(6, canceled), simulation(5)], '?simulation=simulation-7');
    const rows = [...element().querySelectorAll('rs-earlier tbody tr')].map(words);
    expect(rows).toEqual([
      expect.stringMatching(/^7 callers, 25 % answered .* 90[.]0 2[.]7 64[.]0 0[.]0$/),
      expect.stringMatching(/^5 callers, 25 % answered /),
    ]);
    element().querySelectorAll<HTMLAnchorElement>('rs-earlier a')[1]?.click();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/simulate?simulation=simulation-5');
  });

  it('keeps the place of what is reckoned next', async () => {
    const half = { state: 'running', progress: 0.5, ended_at: null } as const;
    await open([simulation(5, { ...half, results: [simulated('predictive', 0.9, 0.027)] })]);
    expect(words(element())).toContain('Power is reckoned next, on the same days.');
    expect(element().querySelectorAll('rs-comparison rs-policy-name')).toHaveLength(4);
    expect(words(element().querySelector('.figures tbody tr') ?? element())).toBe(
      'Busy, % of paid time 90.0 88.2 – 91.8 –',
    );
  });

  it('does not wait for one that went with the service', async () => {
    await open([simulation(5, { state: 'running', progress: 0.1, results: [], ended_at: null })]);
    documents.reckoned = [];
    await later();
    expect(words(element())).toContain('This simulation is gone');
    expect(element().querySelector('progress')).toBeNull();
    expect(buttonIn(element(), 'Run').disabled).toBe(false);
  });

  it('says where a field hides that is wrong, and what past calls could not set', async () => {
    await open();
    await type('hours', '25');
    expect(words(element())).toContain('A figure cannot be simulated');
    await type('hours', '8');
    expect(words(element())).not.toContain('A figure cannot be simulated');
    const short = { count: 124, mean: 0.2, step: 1, counts: [124] };
    documents.past = { ...documents.past, calls: 400, talk_seconds: short, answer_seconds: short };
    await press('Fill in');
    expect(words(element())).toContain('set to the nearest that can');
    expect(field('talk_seconds').value).toBe('5');
  });
});
