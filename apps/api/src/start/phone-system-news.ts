import type { PhoneSystemView } from '@ringside/contracts';

/**
 * What a person at the terminal is told of the phone systems: that one is not connected and why, once for each reason; that it
 * is back; and what is wrong with how it is set up.
 */
export class PhoneSystemNews {
  /** What was said last of each that is not connected. */
  private readonly down = new Map<string, string>();
  private readonly warned = new Set<string>();

  constructor(
    private readonly say: (line: string) => void,
    /** What is wrong goes there. */
    private readonly complain: (line: string) => void,
  ) {}

  tell(systems: readonly PhoneSystemView[]): void {
    for (const system of systems) {
      this.tellState(system);
      for (const { detail } of system.warnings) this.warn(system, detail);
    }
  }

  private tellState({ id, name, state, engine, last_error }: PhoneSystemView): void {
    if (state === 'connected') {
      if (this.down.delete(id)) {
        const version = engine === null ? '' : `, ${engine.name} ${engine.version}`;
        this.say(`Phone system: connected to ${name}${version}`);
      }
    } else if (state === 'disconnected' && last_error !== null && this.down.get(id) !== last_error.detail) {
      this.down.set(id, last_error.detail);
      this.complain(`Phone system not connected, nothing is dialed: ${last_error.detail}`);
    }
  }

  private warn({ id }: PhoneSystemView, detail: string): void {
    const key = `${id} ${detail}`;
    if (this.warned.has(key)) return;
    this.warned.add(key);
    this.complain(`Phone system: ${detail}`);
  }
}
