import { describe, expect, it } from '@jest/globals';
import { ALL_FAULTS, breaches, mostLines, simulate, type Faults, type SimulationOptions } from './index.js';

const CAN = [
  { hangUp: false, reconcile: false },
  { hangUp: true, reconcile: true },
  { hangUp: true, reconcile: true, streams: true },
];

function dial(change: Partial<SimulationOptions> & { readonly seed: number }): ReturnType<typeof simulate> {
  return simulate({ contacts: 60, lines: 3, ...change });
}

describe('a campaign in a world without faults', () => {
  it('rings every contact once, uses every line, and completes', () => {
    const result = dial({ seed: 1 });
    expect(breaches(result)).toEqual([]);
    expect(mostLines(result)).toBe(3);
    expect(result.campaign.state).toBe('completed');
    expect(result.trace.filter((event) => event.kind === 'placed')).toHaveLength(60);
    expect(new Set([...result.calls.values()].map((call) => call.state))).toEqual(
      new Set(['completed', 'busy', 'no_answer', 'rejected']),
    );
  });

  it('the same seed gives the same trace, another seed another one', () => {
    const run = (seed: number): unknown => dial({ seed, faults: ALL_FAULTS }).trace;
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('D4: a second pass rings each contact once more', () => {
    const result = dial({ seed: 2, passes: 2 });
    expect(breaches(result)).toEqual([]);
    expect(result.calls.size).toBe(120);
  });
});

describe('one fault at a time, far too often', () => {
  const often: readonly Partial<Faults>[] = [
    { early: 1 },
    { late: 0.5 },
    { doubled: 1 },
    { reordered: 0.5 },
    { lost: 0.3 },
    { neverCompleted: 0.3 },
    { error: 0.3 },
    { refused: 0.5 },
    { unreachable: 0.5 },
    { broken: 0.3 },
    { replyLost: 0.3 },
    { replySlow: 0.3 },
    { phoneSystemRestartMs: 60_000 },
    { streamCutMs: 20_000 },
    { streamCutMs: 20_000, forgotten: 1 },
    { machine: 0.5 },
    { crash: 0.05 },
  ];

  it.each(often)('R1, R5, R6, R7, R12: %p', (faults) => {
    for (const seed of [1, 2, 3])
      for (const provider of CAN) {
        const result = dial({ seed, faults, provider });
        expect({ seed, provider, breaches: breaches(result) }).toEqual({ seed, provider, breaches: [] });
        expect(result.campaign.state).toBe('completed');
      }
  });

  it('R6: a line is free again within the ring timeout and 30 s, though nobody is told of any end', () => {
    for (const provider of CAN) {
      const result = dial({ seed: 3, provider, faults: { lost: 0.6, replyLost: 0.3, broken: 0.2 } });
      const asked = new Map<string, number>();
      for (const { kind, at, callId } of result.trace)
        if (kind === 'sent' && callId !== null) asked.set(callId, at);
      const waits = [...result.calls.values()]
        .filter((call) => call.answeredAt === null)
        .map((call) => (call.endedAt ?? Infinity) - (asked.get(call.id) ?? 0));
      expect(waits.length).toBeGreaterThan(20);
      expect(Math.max(...waits)).toBeLessThanOrEqual(90_000);
    }
  });

  it('R2: an outage of the phone system burns no contact', () => {
    const result = dial({ seed: 4, faults: { refused: 0.95 } });
    expect(breaches(result)).toEqual([]);
    expect(result.facts.some((fact) => fact.type === 'campaign.held')).toBe(true);
    expect(result.trace.filter((event) => event.kind === 'placed')).toHaveLength(60);
    expect([...result.calls.values()].filter((call) => call.state === 'failed')).toEqual([]);
  });

  it('R5: without a crash, a row that was not rung exactly once is one the phone system failed or never answered for', () => {
    const result = dial({ seed: 5, faults: { ...ALL_FAULTS, crash: 0 } });
    const rung = new Set(
      result.trace.filter((event) => event.kind === 'placed').map((event) => event.callId),
    );
    const unrung = [...result.calls.keys()].filter((id) => !rung.has(id));
    for (const id of unrung) {
      const outcomes = result.placements.filter((row) => row.callId === id).map((row) => row.outcome);
      expect(['failed', 'unknown']).toContain(outcomes.at(-1));
    }
  });
});

describe('a phone system with an event stream', () => {
  const provider = { hangUp: true, reconcile: true, streams: true };

  it('that is cut again and again: how each call ended is learned all the same', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const result = dial({ seed, provider, faults: { streamCutMs: 30_000 } });
      expect({ seed, breaches: breaches(result) }).toEqual({ seed, breaches: [] });
      const cuts = result.trace.filter(({ kind }) => kind === 'stream_lost');
      expect(cuts.length).toBeGreaterThan(5);
      const reasons = new Set([...result.calls.values()].map(({ reason }) => reason));
      expect([...reasons].filter((reason) => reason === 'ended_unseen')).toEqual([]);
      expect([...reasons].filter((reason) => /deadline|no_status|unknown/.test(reason ?? ''))).toEqual([]);
      expect(result.facts.some(({ data }) => 'code' in data && data.code === 'phone_system_down')).toBe(true);
    }
  });

  it('that forgets what was not heard: a call that is gone ends at once, and says so', () => {
    const result = dial({ seed: 1, provider, faults: { streamCutMs: 20_000, forgotten: 1 } });
    expect(breaches(result)).toEqual([]);
    const unseen = [...result.calls.values()].filter(({ reason }) => reason === 'ended_unseen');
    expect(unseen.length).toBeGreaterThan(0);
    const opened = result.trace.filter(({ kind }) => kind === 'stream_opened').map(({ at }) => at);
    // 10 s and a little for a question that was not answered at first.
    for (const { endedAt } of unseen)
      expect(opened.some((at) => endedAt !== null && endedAt >= at && endedAt < at + 12_000)).toBe(true);
  });

  it('hangs up on machines and on nobody else', () => {
    for (const machineDetection of ['detect', 'hang_up'] as const) {
      const result = dial({ seed: 7, provider, machineDetection, faults: { machine: 0.5 } });
      expect(breaches(result)).toEqual([]);
      const calls = [...result.calls.values()];
      const machines = calls.filter(({ answeredBy }) => answeredBy === 'machine');
      expect(machines.length).toBeGreaterThan(5);
      const hungUp = result.trace.filter(({ kind }) => kind === 'hung_up').map(({ callId }) => callId);
      const ours = calls.filter(({ reason }) => reason === 'answering_machine').map(({ id }) => id);
      expect(ours.sort()).toEqual(machineDetection === 'detect' ? [] : machines.map(({ id }) => id).sort());
      expect(hungUp.sort()).toEqual(ours);
    }
  });
});

describe('all faults together', () => {
  const many = (lines: number, seeds: number, contacts: number): number => {
    let calls = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const provider = CAN[seed % 3] ?? { hangUp: false, reconcile: false };
      const result = simulate({ seed, contacts, lines, provider, faults: ALL_FAULTS });
      expect({ seed, breaches: breaches(result) }).toEqual({ seed, breaches: [] });
      expect(result.campaign.state).toBe('completed');
      calls += result.calls.size;
    }
    return calls;
  };

  it('R1, R5, R6, R7, R12: three lines, thousands of calls, our own death included', () => {
    expect(many(3, 40, 100)).toBe(4000);
  });
  it('R1, R5, R6, R7, R12: one line', () => {
    expect(many(1, 15, 60)).toBe(900);
  });
  it('R1, R5, R6, R7, R12: ten lines, in strict order of arrival', () => {
    expect(many(10, 15, 200)).toBe(3000);
  });
  it('R1, R5, R6, R7, R12: a hundred lines, in strict order of sending', () => {
    expect(many(100, 6, 600)).toBe(3600);
  });

  it('with people who pause, resume, change the lines and hang up', () => {
    for (let seed = 1; seed <= 15; seed += 1) {
      const result = dial({
        seed,
        lines: 5,
        faults: ALL_FAULTS,
        provider: { hangUp: true, reconcile: false },
        commands: [
          { afterMs: 20_000, input: { type: 'pause' } },
          { afterMs: 50_000, input: { type: 'start' } },
          { afterMs: 60_000, input: { type: 'set_lines', lines: 2 } },
          { afterMs: 70_000, input: { type: 'hang_up', callId: 'call-9' } },
          { afterMs: 90_000, input: { type: 'set_lines', lines: 5 } },
        ],
      });
      expect({ seed, breaches: breaches(result) }).toEqual({ seed, breaches: [] });
      expect(result.campaign.state).toBe('completed');
    }
  });

  it('R1, R5, R6, R7, R12: machines, and a stream that is cut', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const provider = { hangUp: true, reconcile: true, streams: true };
      const result = dial({ seed, lines: 5, provider, faults: ALL_FAULTS, machineDetection: 'hang_up' });
      expect({ seed, breaches: breaches(result) }).toEqual({ seed, breaches: [] });
      expect(result.campaign.state).toBe('completed');
    }
  });

  it('stopped in the middle: what was in flight ends, nothing else is dialed', () => {
    for (let seed = 1; seed <= 15; seed += 1) {
      const stop = { afterMs: 45_000, input: { type: 'stop' } } as const;
      const result = dial({ seed, faults: ALL_FAULTS, commands: [stop] });
      expect({ seed, breaches: breaches(result) }).toEqual({ seed, breaches: [] });
      expect(result.campaign.state).toBe('stopped');
      expect(result.calls.size).toBeLessThan(60);
      const stopped = result.facts.findIndex((fact) => fact.type === 'campaign.stopped');
      expect(result.facts.slice(stopped).some((fact) => fact.type === 'call.placing')).toBe(false);
    }
  });
});
