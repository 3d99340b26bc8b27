import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { WholeAnswer } from './answer.js';
import { Exchange } from './exchange.js';
import { NotSent } from './not-sent.js';
import type { OutboundResult } from './outbound.js';

/** An exchange without a network: what it is told, and what it makes of it. */
function exchange(mayMove = false) {
  const told: string[] = [];
  const results: OutboundResult[] = [];
  const aborted: string[] = [];
  const made = new Exchange(
    new URL('http://example/call'),
    { method: 'POST', url: '', timeoutMs: 60_000, maxBytes: 10 },
    {
      ended: (healthy) => told.push(healthy ? 'healthy' : 'broken'),
      moved: () => told.push('moved') > 0 && mayMove,
    },
    new WholeAnswer((result) => results.push(result)),
  );
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason) => {
      aborted.push(reason.message);
      made.onResponseError(controller, reason);
    },
    pause: () => undefined,
    resume: () => undefined,
  };
  return { made, told, results, aborted, controller };
}

describe('Exchange', () => {
  it('is never written a second time, whatever undici wants', () => {
    const { made, told, results, aborted, controller } = exchange();
    made.onRequestStart(controller);
    expect(aborted).toEqual([]);
    made.onRequestStart(controller);
    expect(aborted).toHaveLength(1);
    expect(results).toMatchObject([{ kind: 'lost', code: 'reset' }]);
    expect(told).toEqual(['broken']);
  });

  it('is not written at all once it was given up', () => {
    const { made, results, aborted, controller } = exchange();
    made.giveUp('connect_timeout', 'timeout', '');
    made.onRequestStart(controller);
    expect(aborted).toHaveLength(1);
    expect(results).toMatchObject([{ kind: 'not_sent', code: 'connect_timeout' }]);
  });

  it('goes on elsewhere when its connection breaks before it was written, and only then', () => {
    const unwritten = exchange(true);
    unwritten.made.onResponseError(null, new Error('read ECONNRESET'));
    expect(unwritten.told).toEqual(['moved']);
    expect(unwritten.results).toEqual([]);
    unwritten.made.giveUp('aborted', 'aborted', '');

    const written = exchange(true);
    written.made.onRequestStart(written.controller);
    written.made.onResponseError(null, new Error('read ECONNRESET'));
    expect(written.told).toEqual(['broken']);
    expect(written.results).toMatchObject([{ kind: 'lost', code: 'reset' }]);

    const unreachable = exchange(true);
    unreachable.made.onResponseError(null, new NotSent('dns', 'no such name'));
    expect(unreachable.told).toEqual(['broken']);
    expect(unreachable.results).toEqual([{ kind: 'not_sent', code: 'dns', detail: 'no such name' }]);
  });

  it('has one result, the first', () => {
    const { made, results, controller } = exchange();
    made.onRequestStart(controller);
    made.onResponseStart(controller, 200, {});
    made.onResponseData(controller, Buffer.from('eleven byte'));
    made.onResponseEnd();
    made.onResponseError(controller, new Error('late'));
    made.giveUp('aborted', 'aborted', '');
    expect(results).toMatchObject([{ kind: 'lost', code: 'too_large' }]);
  });
});
