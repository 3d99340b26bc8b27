import type { DirectoryStore } from '@ringside/store';
import type { Identity } from './identity.js';

const MINUTE = 60_000;
const MOST = 10_000;

/** Writes when users were seen and keys were used: to the minute, once a minute, and nobody waits for it. */
export class LastSeen {
  private readonly minutes = new Map<string, number>();

  constructor(
    private readonly directory: Pick<DirectoryStore, 'noteUser' | 'noteKey'>,
    private readonly now: () => number,
  ) {}

  note({ userId, keyId }: Identity): void {
    const id = userId ?? keyId;
    if (id === null) return;
    const minute = Math.floor(this.now() / MINUTE);
    if (this.minutes.get(id) === minute) return;
    if (this.minutes.size >= MOST) this.minutes.clear();
    this.minutes.set(id, minute);
    const { directory } = this;
    const at = minute * MINUTE;
    const noted = userId === null ? directory.noteKey(id, at) : directory.noteUser(id, at);
    // The next minute tries again; whoever asks notices a database that does not answer anyway.
    noted.catch(() => undefined);
  }
}
