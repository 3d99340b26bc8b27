import { describe, expect, it } from '@jest/globals';
import { breaches, simulate, type SimulationResult, type TraceEvent } from './index.js';

const good = simulate({ seed: 1, contacts: 6, lines: 2 });

/** The result with its trace retold. */
function retold(change: (events: TraceEvent[]) => TraceEvent[]): SimulationResult {
  return { ...good, trace: change([...good.trace]) };
}

describe('breaches', () => {
  it('finds none in a good campaign', () => {
    expect(breaches(good)).toEqual([]);
  });

  it('finds a line too many', () => {
    expect(breaches({ ...good, options: { ...good.options, lines: 1 } })).toEqual([
      '2 lines in use, 1 allowed',
    ]);
  });

  it('finds requests that arrive out of order', () => {
    const swapped = retold((events) => {
      const [a, b] = events.filter((event) => event.kind === 'arrived');
      return events.map((event) => {
        if (event === a) return { ...event, callId: b?.callId ?? null };
        return event === b ? { ...event, callId: a?.callId ?? null } : event;
      });
    });
    expect(breaches(swapped)).toEqual(['contact 1 arrived after 2']);
  });

  it('finds a contact that was rung twice', () => {
    const twice = retold((events) => [
      ...events,
      ...events.filter((event) => event.kind === 'placed').slice(0, 1),
    ]);
    expect(breaches(twice)).toContain('rung twice or unasked: contact 1, pass 1');
  });

  it('finds what is not over', () => {
    const [first, ...others] = good.calls.values();
    if (first === undefined) throw new Error('no calls');
    const calls = new Map([first, ...others].map((call) => [call.id, call]));
    calls.set(first.id, { ...first, state: 'ringing' });
    expect(breaches({ ...good, finished: false, calls })).toEqual([
      'the campaign is still completed',
      'call call-1 is still ringing',
    ]);
  });

  it('finds a state that went backwards, and a hole in the stream', () => {
    const facts = [...good.facts];
    const last = facts.findLast((fact) => fact.type.startsWith('call.'));
    if (last === undefined) throw new Error('no facts');
    expect(breaches({ ...good, facts: [...facts, { ...last, seq: facts.length + 2 }] })).toEqual([
      expect.stringMatching(/^call call-\d went from \w+ to \w+$/),
      `fact ${facts.length + 1} has number ${facts.length + 2}`,
    ]);
  });

  it('finds a request that left while nobody could have followed the call', () => {
    const at = good.trace.find(({ kind }) => kind === 'sent')?.at ?? 0;
    const cut = retold((events) => [{ at: at - 6, kind: 'stream_lost', callId: null }, ...events]);
    expect(breaches(cut)[0]).toBe('call-1 was asked for 6 ms after the stream was lost');
  });
});
