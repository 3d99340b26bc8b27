import type { PhoneSystemsSnapshot } from '@ringside/contracts';
import { map } from 'rxjs';
import type { CatchUp, Numbered, NumberedFrame, StreamSource } from './followed-stream.js';
import type { Link } from './link.js';

/** All phone systems; its number is the server's time, because each value is whole and the latest is right. */
export interface PhoneSystemsState extends Numbered {
  readonly snapshot: PhoneSystemsSnapshot;
}
export interface PhoneSystemsFrame extends NumberedFrame {
  readonly snapshot: PhoneSystemsSnapshot;
}

export function phoneSystemsSource(link: Link): StreamSource<PhoneSystemsState, PhoneSystemsFrame> {
  return {
    name: 'phone_systems',
    // Joins on to whatever was before: nothing is missing in a whole snapshot.
    frames: link.phoneSystemsChanges.pipe(
      map((snapshot) => ({ from: 0, to: Date.parse(snapshot.at), snapshot })),
    ),
    async follow(): Promise<CatchUp<PhoneSystemsState, PhoneSystemsFrame>> {
      const snapshot = await link.ask('phone_systems.follow', {});
      return { kind: 'snapshot', state: { seq: Date.parse(snapshot.at), snapshot } };
    },
    fold: (_state, { to, snapshot }) => ({ seq: to, snapshot }),
  };
}
