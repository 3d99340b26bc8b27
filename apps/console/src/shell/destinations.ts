import type { SessionStore } from '../core/session.store.js';
import type { IconName } from '../ui/icons.js';
import type { Section } from './section.js';

/** A screen that one can go to from every other. */
export interface Destination {
  readonly section: NonNullable<Section>;
  readonly path: string;
  readonly icon: IconName;
  readonly word: string;
  /** The keys that lead there: `g b`. */
  readonly keys: string;
  /** Whether it is offered to whoever is signed in. */
  readonly isFor: (session: SessionStore) => boolean;
}

const everybody = (): boolean => true;
const dialers = (session: SessionStore): boolean => session.may('dial');
const admins = (session: SessionStore): boolean => session.isAdmin();
const whoIsKnown = (session: SessionStore): boolean => session.session() !== null;

const to = (
  section: Destination['section'],
  icon: IconName,
  word: string,
  keys: string,
  isFor: Destination['isFor'] = everybody,
): Destination => ({ section, path: section === 'board' ? '/' : `/${section}`, icon, word, keys, isFor });

/** In the order of the rail. */
export const DESTINATIONS: readonly Destination[] = [
  to('board', 'board', $localize`Board`, 'g b'),
  to('calls', 'calls', $localize`Calls`, 'g p'),
  to('campaigns', 'campaigns', $localize`Campaigns`, 'g c'),
  to('phone-systems', 'phone_systems', $localize`Phone systems`, 'g s'),
  to('messages', 'messages', $localize`Messages`, 'g m'),
  to('simulate', 'simulate', $localize`Simulate`, 'g i'),
  to('new', 'add', $localize`New list`, 'n', dialers),
  to('people', 'people', $localize`People`, 'g u', admins),
  to('api-keys', 'api_keys', $localize`API keys`, 'g k', admins),
  to('settings', 'settings', $localize`Settings`, 'g t', whoIsKnown),
];

/** What has its place in the bottom bar of a phone, in its order; the rest stands behind More. */
export const IN_BAR: readonly Section[] = ['board', 'calls', 'new', 'campaigns'];
