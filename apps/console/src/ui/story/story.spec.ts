import { describe, expect, it } from '@jest/globals';
import type { CallStoryEvent } from '@ringside/contracts';
import { storyOf } from './story.js';

function event(
  second: number,
  source: CallStoryEvent['source'],
  type: string,
  more: Partial<CallStoryEvent> = {},
): CallStoryEvent {
  const at = new Date(Date.UTC(2026, 2, 1, 10, 0, second)).toISOString();
  return { at, source, type, applied: true, delay_ms: null, reason: null, body: null, ...more };
}
const told = (events: CallStoryEvent[]): string[] =>
  storyOf(events).map((entry) => `${entry.what} (${entry.source})${entry.applied ? '' : ' moot'}`);

describe("a call's story", () => {
  it('tells what a webhook or reply did once, with what was sent', () => {
    const events = [
      event(0, 'fact', 'call.placing'),
      event(1, 'placement', 'accepted'),
      event(1, 'fact', 'call.dialing'),
      event(2, 'webhook', 'ringing', { body: '{"id":1}', delay_ms: 31 }),
      event(2, 'fact', 'call.ringing'),
    ];
    expect(told(events)).toEqual(['placing (fact)', 'placement_accepted (placement)', 'ringing (webhook)']);
    expect(storyOf(events).at(-1)).toMatchObject({ body: '{"id":1}', delayMs: 31 });
  });

  it('keeps what came late or twice apart', () => {
    expect(
      told([
        event(2, 'webhook', 'ringing'),
        event(2, 'fact', 'call.ringing'),
        event(2, 'webhook', 'ringing', { applied: false }),
      ]),
    ).toEqual(['ringing (webhook)', 'ringing (webhook) moot']);
  });

  it('keeps an end by a deadline, which nobody sent', () => {
    const [entry] = storyOf([event(9, 'fact', 'call.no_answer', { reason: 'ring_deadline' })]);
    expect(entry).toMatchObject({ source: 'fact', status: 'no_answer', reason: 'ring_deadline' });
  });

  it('tells who answered, as an entry of its own', () => {
    const who = event(4, 'fact', 'call.answered_by', { reason: 'machine' });
    expect(told([event(2, 'fact', 'call.answered'), who])).toEqual([
      'answered (fact)',
      'answered_by_machine (fact)',
    ]);
    expect(told([event(4, 'webhook', 'answered'), event(4, 'fact', 'call.answered'), who])).toEqual([
      'answered (webhook)',
      'answered_by_machine (fact)',
    ]);
    expect(storyOf([who])).toMatchObject([{ status: 'answered', reason: null }]);
  });

  it('shows words of a newer server as they are', () => {
    expect(told([event(1, 'webhook', 'transferred')])).toEqual(['transferred (webhook)']);
  });
});

describe('the story of a call of a PBX', () => {
  it('is told in our words, with what the PBX sent', () => {
    const events = [
      event(0, 'webhook', 'ORIGINATE', { body: '{}' }),
      event(0, 'fact', 'call.dialing'),
      event(1, 'webhook', 'RING', { body: '{}' }),
      event(1, 'fact', 'call.ringing'),
      event(9, 'webhook', 'HANGUP', { body: '{}' }),
      event(9, 'fact', 'call.no_answer'),
      event(60, 'record', 'HANGUP', { body: '{"duration":9}' }),
    ];
    expect(told(events)).toEqual([
      'dialing (webhook)',
      'ringing (webhook)',
      'no_answer (webhook)',
      'record (record)',
    ]);
  });

  it('shows which record brought the end', () => {
    const end = [event(9, 'record', 'HANGUP', { body: '{}' }), event(9, 'fact', 'call.completed')];
    expect(storyOf(end)).toMatchObject([{ what: 'completed', source: 'record', body: '{}' }]);
  });
});
