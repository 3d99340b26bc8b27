import { describe, expect, it } from '@jest/globals';
import { Harness, REFUSED } from './testing/harness.js';

const changed = { kind: 'done', changed: true };
const unchanged = { kind: 'done', changed: false };
const refused = (code: string): object => ({ kind: 'refused', code });
const hangsUp = { provider: { hangUp: true, reconcile: false } };

describe('start', () => {
  it('begins the first pass, once', () => {
    const h = new Harness(3);
    expect(h.step({ type: 'start' })).toEqual(changed);
    expect(h.step({ type: 'start' })).toEqual(unchanged);
    expect(h.engine.campaign).toMatchObject({ state: 'running', pass: 1, startedAt: h.now });
    expect(h.placed()).toEqual([1]);
  });

  it('after the end needs a new pass, which begins at the top', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.signal(1, 'busy');
    expect(h.step({ type: 'start' })).toEqual(refused('campaign_ended'));
    expect(h.newPass()).toEqual(changed);
    expect(h.engine.campaign).toMatchObject({ state: 'running', pass: 2, endedAt: null });
    expect(h.placed()).toEqual([1]);
    expect(h.callOf(1)).toMatchObject({ id: 'call2', pass: 2 });
  });

  it('an answer to the pass before does not begin the new one in the middle', () => {
    const h = new Harness(9);
    h.feeds = false;
    h.start();
    h.step({ type: 'stop' });
    h.step({ type: 'start', newPass: true });
    h.feeds = true;
    h.feed(5, 10);
    expect(h.placed()).toEqual([1]);
  });
});

describe('pause', () => {
  it('sends nothing new; calls go on; start resumes', () => {
    const h = new Harness(9).start();
    h.reply(1);
    expect(h.step({ type: 'pause' })).toEqual(changed);
    expect(h.step({ type: 'pause' })).toEqual(unchanged);
    h.placed();
    h.reply(2);
    h.signal(1, 'busy');
    h.tick(500);
    expect(h.placed()).toEqual([]);
    expect(h.step({ type: 'start' })).toEqual(changed);
    expect(h.placed()).toEqual([3]);
    expect(h.factTypes()).toEqual(expect.arrayContaining(['campaign.paused', 'campaign.resumed']));
  });

  it('refused calls wait', () => {
    const h = new Harness(9).start();
    h.reply(1, REFUSED);
    h.step({ type: 'pause' });
    expect(h.engine.campaign.holding).toBeNull();
    h.placed();
    h.tick(60_000);
    expect(h.placed()).toEqual([]);
    h.step({ type: 'start' });
    expect(h.placed()).toEqual([1]);
  });

  it('needs something to pause', () => {
    expect(new Harness(1).step({ type: 'pause' })).toEqual(refused('campaign_not_running'));
    expect(new Harness(0).start().step({ type: 'pause' })).toEqual(refused('campaign_ended'));
  });

  it('does not complete behind the back of who paused it', () => {
    const h = new Harness(1).start();
    h.reply(1);
    h.step({ type: 'pause' });
    h.signal(1, 'busy');
    expect(h.engine.campaign.state).toBe('paused');
    h.step({ type: 'start' });
    expect(h.engine.campaign.state).toBe('completed');
  });
});

describe('stop', () => {
  it('is over at once; calls in flight go to their end', () => {
    const h = new Harness(9).start();
    h.reply(1);
    expect(h.step({ type: 'stop' })).toEqual(changed);
    expect(h.step({ type: 'stop' })).toEqual(unchanged);
    expect(h.engine.campaign).toMatchObject({ state: 'stopped', endedAt: h.now });
    expect(h.effects('cancel_idle')).toHaveLength(1);
    // The third had its line and waited for its turn: it was not asked for.
    expect(h.engine.counts).toMatchObject({ idle: 6, canceled: 1, dialing: 2 });
    h.step({ type: 'contacts_canceled', count: 6 });
    expect(h.engine.counts).toMatchObject({ idle: 0, canceled: 7, dialing: 2 });
    h.reply(2);
    for (const p of [1, 2]) h.signal(p, 'busy');
    expect(h.engine.idle).toBe(true);
    expect(h.engine.counts).toMatchObject({ busy: 2 });
    expect(h.rows.calls.size).toBe(3);
  });

  it('cancels at once what was refused and waits', () => {
    const h = new Harness(9).start();
    h.reply(1, REFUSED);
    h.step({ type: 'stop' });
    expect(h.end(1)).toEqual(['canceled', 'stopped']);
  });

  it('cancels what is refused later', () => {
    const h = new Harness(9).start();
    h.step({ type: 'stop' });
    h.reply(1, REFUSED);
    expect(h.end(1)).toEqual(['canceled', 'stopped']);
  });

  it('hangs up what rings, not who talks, where the phone system can', () => {
    const h = new Harness(9, {}, hangsUp).start();
    for (const p of [1, 2]) h.reply(p);
    h.signal(1, 'answered');
    h.signal(2, 'ringing');
    h.step({ type: 'stop' });
    expect(h.effects('hang_up').map((effect) => [effect.call.position, effect.reason])).toEqual([
      [2, 'stopped'],
    ]);
    h.reply(3);
    expect(h.effects('hang_up').map((effect) => effect.call.position)).toEqual([3]);
    h.signal(2, 'completed');
    expect(h.end(2)).toEqual(['canceled', 'stopped']);
    h.signal(1, 'completed');
    expect(h.end(1)).toEqual(['completed', null]);
  });

  it('needs something to stop', () => {
    expect(new Harness(1).step({ type: 'stop' })).toEqual(refused('campaign_not_running'));
    expect(new Harness(0).start().step({ type: 'stop' })).toEqual(unchanged);
  });
});

describe('hang_up', () => {
  it('asks the phone system, once it has the call', () => {
    const h = new Harness(1, {}, hangsUp).start();
    expect(h.step({ type: 'hang_up', callId: 'call1' })).toEqual(changed);
    expect(h.effects('hang_up')).toEqual([]);
    h.reply(1);
    expect(h.effects('hang_up')).toMatchObject([{ reason: 'hung_up' }]);
    h.signal(1, 'canceled');
    expect(h.end(1)).toEqual(['canceled', 'hung_up']);
    expect(h.step({ type: 'hang_up', callId: 'call1' })).toEqual(refused('call_ended'));
  });

  it('is refused where the phone system cannot', () => {
    const h = new Harness(1).start();
    h.reply(1);
    expect(h.step({ type: 'hang_up', callId: 'call1' })).toEqual(refused('hangup_not_supported'));
  });

  it('cancels a call that waits for its retry', () => {
    const h = new Harness(1).start();
    h.reply(1, REFUSED);
    expect(h.step({ type: 'hang_up', callId: 'call1' })).toEqual(changed);
    expect(h.end(1)).toEqual(['canceled', 'hung_up']);
    expect(h.engine.campaign.state).toBe('completed');
  });
});
