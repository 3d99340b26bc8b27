import { describe, expect, it } from '@jest/globals';
import { isTerminal } from '@ringside/contracts';
import fc from 'fast-check';
import type { CallSignal } from '@ringside/telephony';
import { readAriEvent } from './ari-events.js';
import type { AriEvent } from './ari-events.js';
import { CallTracker } from './call-tracker.js';
import { recordedEvents, RECORDINGS } from './testing/recordings.js';

const CALL_ID = '01960000-0000-7000-8000-00000000cafe';

function eventsOf(lines: readonly string[]): AriEvent[] {
  return lines.map((line) => readAriEvent(JSON.parse(line))).filter((event) => event !== null);
}

function toldOf(tracker: CallTracker, events: readonly AriEvent[]): CallSignal[] {
  return events
    .map((event) => tracker.take(event))
    .filter((report) => report !== null)
    .map((report) => {
      expect(report.callId).toBe(CALL_ID);
      return report.signal;
    });
}

describe('the events of a call, in any order and any number', () => {
  it.each(
    RECORDINGS.map((recording) => [recording.version, recording.name, recording.channel, recording] as const),
  )('Asterisk %s: %s (%s) ends once, as it ended', (_version, _name, _channel, recording) => {
    const events = eventsOf(recordedEvents(recording, CALL_ID));
    const orders = fc
      .shuffledSubarray([...events.keys(), ...events.keys()], { minLength: events.length * 2 })
      .map((indexes) => indexes.flatMap((index) => events[index] ?? []));
    fc.assert(
      fc.property(orders, (given) => {
        const tracker = new CallTracker();
        tracker.asked(CALL_ID, 0, recording.ringTimeoutMs);
        const canceled = recording.states.at(-1) === 'canceled';
        if (canceled) tracker.hangingUp(CALL_ID);
        const ends = toldOf(tracker, given).filter(({ state }) => isTerminal(state));
        expect(ends.map(({ state }) => state)).toEqual([recording.states.at(-1)]);
        expect(ends[0]?.doNotCall).toBe(recording.doNotCall);
        expect(tracker.endOf(CALL_ID)?.signal).toEqual(ends[0]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a call', () => {
  const channel = (state: string, id = CALL_ID) => ({ id, state, createdAt: 0 });
  const destroyed = (state: string, cause: number, at = 1000): AriEvent => ({
    type: 'destroyed',
    at,
    channel: channel(state),
    cause,
    sip: null,
  });

  it('is in each state once', () => {
    const tracker = new CallTracker();
    const states = toldOf(tracker, [
      { type: 'state', at: 1, channel: channel('Ringing') },
      { type: 'dial', at: 2, channel: channel('Down'), status: '' },
      { type: 'state', at: 3, channel: channel('Up') },
      { type: 'dial', at: 4, channel: channel('Up'), status: 'RINGING' },
      { type: 'start', at: 5, channel: channel('Up'), args: [] },
    ]).map(({ state }) => state);
    expect(states).toEqual(['ringing', 'dialing', 'answered']);
  });

  it('that we ended before it was answered is canceled, whatever the network says then', () => {
    const tracker = new CallTracker();
    tracker.hangingUp(CALL_ID);
    expect(tracker.take(destroyed('Ringing', 127))?.signal.state).toBe('canceled');
  });

  it('that was over before we could end it ended as it did', () => {
    const tracker = new CallTracker();
    const takeBack = tracker.hangingUp(CALL_ID);
    takeBack();
    expect(tracker.take(destroyed('Ringing', 17))?.signal.state).toBe('busy');
  });

  it('that we end twice stays ended by us', () => {
    const tracker = new CallTracker();
    tracker.hangingUp(CALL_ID);
    tracker.hangingUp(CALL_ID)();
    expect(tracker.take(destroyed('Ringing', 16))?.signal.state).toBe('canceled');
  });

  it('that rang for as long as it may was not answered, without a cause, too, and without ringing', () => {
    for (const [state, cause] of [
      ['Ringing', 0],
      ['Ringing', 19],
      ['Down', 0],
      ['Down', 19],
    ] as const) {
      const tracker = new CallTracker();
      tracker.asked(CALL_ID, 0, 6000);
      expect(tracker.take(destroyed(state, cause, 6190))?.signal).toMatchObject({
        state: 'no_answer',
        reason: 'ring_timeout',
      });
    }
  });

  it('that a far end ends without a cause before it rang failed', () => {
    const tracker = new CallTracker();
    tracker.asked(CALL_ID, 0, 6000);
    expect(tracker.take(destroyed('Down', 0, 100))?.signal).toMatchObject({
      state: 'failed',
      reason: 'not_placed',
    });
    expect(new CallTracker().take(destroyed('Down', 99))?.signal).toMatchObject({
      state: 'failed',
      reason: 'cause_99',
    });
  });

  it('of somebody else, or half of one, is not told', () => {
    const tracker = new CallTracker();
    for (const id of [`${CALL_ID};2`, 'listening-1', 'sales-7', '']) {
      expect(tracker.take({ type: 'state', at: 1, channel: channel('Up', id) })).toBeNull();
    }
  });

  it('forgets ends after many others, and nothing else', () => {
    const tracker = new CallTracker();
    tracker.take(destroyed('Up', 16));
    for (let n = 0; n < 10_000; n++) {
      const id = `01960000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      tracker.take({ type: 'destroyed', at: 1, channel: channel('Up', id), cause: 16, sip: null });
    }
    expect(tracker.endOf(CALL_ID)).toBeNull();
    expect(tracker.endOf('01960000-0000-7000-8000-000000000000')).not.toBeNull();
  });
});
