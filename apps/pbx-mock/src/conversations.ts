/** Who listens to whom. */
export interface Listening {
  readonly id: string;
  readonly heard: number;
  readonly listener: number;
}
export interface Bridge {
  readonly id: string;
  readonly calls: readonly number[];
}

/** How something played came to its end: heard whole, stopped, or the call ended first. */
export type SoundEnd = 'heard' | 'stopped' | 'call_ended';

interface Sound {
  readonly media: string;
  readonly stop: (end: SoundEnd) => void;
}

/** Who hears whom: bridges, listenings, and what is played. Calls are named by their ids. */
export class Conversations {
  private readonly bridgeOf = new Map<number, string>();
  private readonly members = new Map<string, Set<number>>();
  private readonly listenings = new Map<string, Listening>();
  private readonly sounds = new Map<number, Set<Sound>>();

  /** `released`: this call is not held any more by others. */
  constructor(private readonly released: (call: number) => void) {}

  /** Whether a call stays up for the sake of others: who talks to somebody in a bridge, or listens, does not hang up by himself. */
  holds(call: number): boolean {
    const members = this.members.get(this.bridgeOf.get(call) ?? '');
    return (members !== undefined && members.size > 1) || this.heardBy(call).length > 0;
  }

  /** Puts calls into a bridge, out of any other; those that are in it stay. */
  bridge(id: string, calls: readonly number[]): Bridge {
    for (const call of calls) {
      if (this.bridgeOf.get(call) === id) continue;
      this.leaveBridge(call);
      this.bridgeOf.set(call, id);
      const members = this.members.get(id) ?? new Set();
      this.members.set(id, members.add(call));
    }
    return { id, calls: [...(this.members.get(id) ?? [])] };
  }

  /** False: there is none. */
  unbridge(id: string): boolean {
    const members = this.members.get(id);
    if (members === undefined) return false;
    for (const call of [...members]) this.leaveBridge(call);
    return true;
  }

  listen(listening: Listening): void {
    this.stopListening(listening.id);
    this.listenings.set(listening.id, listening);
  }

  /** False: there is none. */
  stopListening(id: string): boolean {
    const listening = this.listenings.get(id);
    if (listening === undefined) return false;
    this.listenings.delete(id);
    if (!this.holds(listening.listener)) this.released(listening.listener);
    return true;
  }

  allBridges(): Bridge[] {
    return [...this.members].map(([id, calls]) => ({ id, calls: [...calls] }));
  }

  allListenings(): Listening[] {
    return [...this.listenings.values()];
  }

  /** Calls that this one hears by listening. */
  heardBy(listener: number): number[] {
    return this.allListenings().flatMap((one) => (one.listener === listener ? [one.heard] : []));
  }

  /** Media that are being played to a call. */
  playing(call: number): string[] {
    return [...(this.sounds.get(call) ?? [])].map(({ media }) => media);
  }

  /** Plays to a call for so long, or until it ends; `started` receives what stops it. */
  play(call: number, media: string, ms: number, started: (stop: () => void) => void): Promise<SoundEnd> {
    return new Promise((resolve) => {
      const sounds = this.sounds.get(call) ?? new Set();
      const sound: Sound = {
        media,
        stop: (end) => {
          clearTimeout(timer);
          sounds.delete(sound);
          if (sounds.size === 0) this.sounds.delete(call);
          resolve(end);
        },
      };
      const timer = setTimeout(() => sound.stop('heard'), ms);
      this.sounds.set(call, sounds.add(sound));
      started(() => sound.stop('stopped'));
    });
  }

  /** The call has ended: nobody hears it any more. */
  leave(call: number): void {
    this.leaveBridge(call);
    for (const { id, heard, listener } of this.allListenings()) {
      if (heard === call || listener === call) this.stopListening(id);
    }
    for (const sound of [...(this.sounds.get(call) ?? [])]) sound.stop('call_ended');
  }

  /** All calls are forgotten. */
  clear(): void {
    for (const call of [...this.bridgeOf.keys(), ...this.sounds.keys()]) this.leave(call);
    this.listenings.clear();
  }

  private leaveBridge(call: number): void {
    const id = this.bridgeOf.get(call);
    if (id === undefined) return;
    this.bridgeOf.delete(call);
    const members = this.members.get(id);
    members?.delete(call);
    if (members?.size === 0) this.members.delete(id);
    // Who is left alone is not held any more either.
    for (const one of [call, ...(members ?? [])]) if (!this.holds(one)) this.released(one);
  }
}
