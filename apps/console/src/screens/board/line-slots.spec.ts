import { describe, expect, it } from '@jest/globals';
import type { CampaignLive } from '@ringside/client';
import type { RowView } from '@ringside/contracts';
import { campaign, row } from '../../testing/fake-client.js';
import { RESULT_MS, nextSlots, type LineSlot } from './line-slots.js';

const NOW = 1_000_000;

function live(lines: readonly RowView[], changed: readonly RowView[] = [], size = 3): CampaignLive {
  return { campaign: campaign({ lines: size }), lines, changed };
}
function shown(slots: readonly LineSlot[]): (string | null)[] {
  return slots.map(({ row: each, resultUntil }) =>
    each ? `${each.position} ${each.status}${resultUntil === null ? '' : '!'}` : null,
  );
}

describe('the lines on the board', () => {
  it('start free, one slot a line', () => {
    expect(shown(nextSlots([], live([]), NOW))).toEqual([null, null, null]);
  });

  it('keep a call in its slot whatever else happens', () => {
    const first = nextSlots([], live([row(1, 'dialing'), row(2, 'dialing'), row(3, 'dialing')]), NOW);
    const later = nextSlots(first, live([row(2, 'answered'), row(3, 'ringing'), row(4, 'dialing')]), NOW);
    expect(shown(later)).toEqual(['4 dialing', '2 answered', '3 ringing']);
  });

  it('show a result for a breath before the next number slides in', () => {
    const flying = nextSlots([], live([row(1, 'answered'), row(2, 'ringing'), row(3, 'ringing')]), NOW);
    const news = live(
      [row(2, 'ringing'), row(3, 'ringing'), row(4, 'dialing')],
      [row(1, 'completed'), row(4, 'dialing')],
    );
    const result = nextSlots(flying, news, NOW);
    expect(shown(result)).toEqual(['1 completed!', '2 ringing', '3 ringing']);
    expect(shown(nextSlots(result, news, NOW + RESULT_MS - 1))[0]).toBe('1 completed!');
    expect(shown(nextSlots(result, news, NOW + RESULT_MS + 1))[0]).toBe('4 dialing');
  });

  it('do not linger where there are many', () => {
    const flying = nextSlots([], live([row(1, 'answered')], [], 40), NOW);
    expect(shown(nextSlots(flying, live([], [row(1, 'completed')], 40), NOW))[0]).toBeNull();
  });

  it('that are taken away leave when they are free, never under a call', () => {
    const flying = nextSlots([], live([row(1, 'answered'), row(2, 'ringing'), row(3, 'ringing')]), NOW);
    const fewer = nextSlots(flying, live([row(1, 'answered'), row(3, 'ringing')], [], 1), NOW);
    expect(shown(fewer)).toEqual(['1 answered', '3 ringing']);
  });
});
