import type { Migration } from 'kysely/migration';
import { foundation } from './0001-foundation.js';
import { pbx } from './0002-pbx.js';
import { machines } from './0003-machines.js';
import { updatesInPlace } from './0004-updates-in-place.js';
import { people } from './0005-people.js';
import { outgoing } from './0006-outgoing.js';
import { searching } from './0007-searching.js';
import { messagesByState } from './0008-messages-by-state.js';

/** In order; a name never changes, and a migration that was released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_foundation': foundation,
  '0002_pbx': pbx,
  '0003_machines': machines,
  '0004_updates_in_place': updatesInPlace,
  '0005_people': people,
  '0006_outgoing': outgoing,
  '0007_searching': searching,
  '0008_messages_by_state': messagesByState,
};
