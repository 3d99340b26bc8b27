import type { ContactToDial } from './model.js';

/** Fewest contacts kept ready: with a few lines, a question to the store each fifty calls and not at each other one. */
const SMALLEST_WINDOW = 100;

/**
 * The next contacts of the pass, about two a line; the list itself stays in the store. A contact enters
 * once a pass: positions only rise.
 */
export class ContactWindow {
  private contacts: ContactToDial[] = [];
  private taken = 0;
  /** Position of the last contact that came in. */
  private last: number;
  private asked = false;
  /** The open question is older than what it would answer now. */
  private outdated = false;
  /** The open question was asked for the pass before. */
  private stale = false;
  private listEnded = false;

  /** `cursor`: the last position this pass has dialed. */
  constructor(cursor: number) {
    this.last = cursor;
  }

  get size(): number {
    return this.contacts.length - this.taken;
  }

  /** A question to the store is open. */
  get waiting(): boolean {
    return this.asked;
  }

  /** Everything the list has was handed out; more may be added to the list. */
  get exhausted(): boolean {
    return this.listEnded && !this.asked && this.size === 0;
  }

  next(): ContactToDial | undefined {
    return this.contacts[this.taken];
  }

  take(): void {
    this.taken += 1;
  }

  /** What to ask the store for now, or null; one question at a time. */
  ask(lines: number): { readonly after: number; readonly limit: number } | null {
    const target = Math.max(SMALLEST_WINDOW, 2 * lines);
    if (this.asked || this.listEnded || this.size > target / 2) return null;
    this.asked = true;
    return { after: this.last, limit: target - this.size };
  }

  /**
   * Takes the store's answer. `inFlight`: a contact that has a call in flight is left out. Answers whether
   * it was asked for.
   */
  fill(
    contacts: readonly ContactToDial[],
    exhausted: boolean,
    inFlight: (contactId: string) => boolean,
  ): boolean {
    if (!this.asked) return false;
    this.asked = false;
    const { outdated, stale } = this;
    this.outdated = this.stale = false;
    if (stale) return true;
    const ready = this.contacts.slice(this.taken);
    const known = new Set(ready.map((contact) => contact.contactId));
    for (const contact of contacts) {
      if (contact.position <= this.last) continue;
      if (known.has(contact.contactId) || inFlight(contact.contactId)) continue;
      known.add(contact.contactId);
      ready.push(contact);
      this.last = contact.position;
    }
    this.contacts = ready;
    this.taken = 0;
    this.listEnded = exhausted && !outdated;
    return true;
  }

  /** The list has grown: an answer that is on its way may not know of it. */
  grown(): void {
    this.listEnded = false;
    this.outdated = this.asked;
  }

  /** The pass is over. */
  clear(): void {
    this.contacts = [];
    this.taken = 0;
  }

  /** A new pass begins at the top of the list. */
  restart(): void {
    this.clear();
    this.last = 0;
    this.listEnded = false;
    this.stale = this.asked;
  }
}
