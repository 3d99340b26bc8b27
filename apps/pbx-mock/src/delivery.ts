import type { Behaviour } from './behaviour.js';
import type { Sleepers } from './clock.js';
import { draw, happens } from './random.js';

/** One status or webhook on its way out. */
export interface Delivery {
  readonly behaviour: Behaviour;
  /** Of the call; `index` tells its webhooks apart. */
  readonly fate: number;
  readonly index: number;
  readonly sleepers: Sleepers;
  readonly send: () => Promise<void>;
  readonly lose: () => void;
  /** Whether the phone system has forgotten the call meanwhile. */
  readonly forgotten: () => boolean;
}

/** Sends it once, or late, or twice, or not at all. */
export async function deliver(delivery: Delivery): Promise<void> {
  const { behaviour, fate, index, sleepers, send } = delivery;
  if (happens(behaviour.lost, fate, 'lost', index)) return delivery.lose();
  if (happens(behaviour.late, fate, 'late', index)) {
    await sleepers.sleep((draw(fate, 'late_ms', index) * behaviour.lateMs) / behaviour.speed);
    if (delivery.forgotten()) return;
  }
  const first = send();
  if (happens(behaviour.doubled, fate, 'doubled', index)) {
    if (behaviour.wait) await first;
    await Promise.all([first, send()]);
  } else await first;
}
