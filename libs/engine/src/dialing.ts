import type { HoldingCode } from '@ringside/contracts';
import { hold, recallNext, type CampaignParts } from './campaign-parts.js';
import { completeIfDone } from './commands.js';
import { isWaitingForRetry, type Flight } from './flight.js';
import type { Brakes } from './ports.js';

/** A campaign that waits for longer than this says why (R2). */
const SAY_WHY_MS = 2000;
/** How often a brake is asked again that cannot say when it will be free. */
const ASK_AGAIN_MS = 1000;

type Held = NonNullable<ReturnType<Brakes['ask']>>;

/**
 * Dials: after every step it takes free lines for the next contacts, as far as order, refusals and
 * brakes let it, and says what holds it otherwise.
 */
export class Dialing {
  /** When it is to look again although nothing has happened, or null. */
  wakeAt: number | null = null;
  private held: Held | null = null;
  private heldSince: number | null = null;
  private down: Held | null = null;
  /** New calls that may still be made. */
  private leave: number;

  constructor(private readonly parts: CampaignParts) {
    this.leave = this.standing;
  }

  /** Of a paced campaign: so many more calls may be made, whatever was allowed before. Answers whether that is anything. */
  allow(n: number): boolean {
    if (this.standing > 0) return false;
    this.leave = n > 0 ? Math.floor(n) : 0;
    return this.leave > 0;
  }

  pump(now: number): void {
    const { parts } = this;
    this.wakeAt = null;
    if (parts.campaign.state !== 'running') {
      this.leave = this.standing;
      return;
    }
    this.held = null;
    this.down = phoneSystemDown(parts.deps.brakes, now);
    if (this.down !== null || parts.refusals.head !== null) recallNext(parts, now);
    const { head } = parts.refusals;
    if (head !== null && isWaitingForRetry(head.call)) this.retry(head, now);
    if (parts.refusals.head === null) this.placeNext(now);
    if (this.held === null) this.heldSince = null;
    this.askForContacts();
    if (!completeIfDone(parts, now)) hold(parts, this.whyNot(now), now);
  }

  /** Takes contacts in list order while a line is free and nothing speaks against it. */
  private placeNext(now: number): void {
    const { campaign, deps, lines, order, window } = this.parts;
    this.releaseNext(now);
    while (this.leave > 0 && order.next === null && lines.inFlight.size < campaign.lines) {
      const contact = window.next();
      if (contact === undefined) return;
      if (lines.busy(contact.contactId)) {
        window.take();
        continue;
      }
      if (this.braked(now, false)) return;
      window.take();
      deps.brakes.took(now, false);
      this.leave -= 1;
      const flight = lines.take(contact, deps.newId(), now);
      this.wakeAt = order.waitsUntil(campaign.lines, now);
      if (this.wakeAt === null) this.send(flight, now, false);
      else order.next = flight;
    }
  }

  /** The leave that nobody has to give. */
  private get standing(): number {
    return this.parts.deps.paced === true ? 0 : Infinity;
  }

  /** The call that waits for its turn is sent when the turn has come. */
  private releaseNext(now: number): void {
    const { lines, order } = this.parts;
    if (order.next === null || !this.mayGo(now)) return;
    const flight = order.next;
    order.next = null;
    lines.requested(flight, now);
    this.send(flight, now, true);
  }

  /** Whether a call that has its line may be asked for: its turn has come, and there are not fewer lines than before. */
  private mayGo(now: number): boolean {
    const { campaign, lines, order } = this.parts;
    if (lines.inFlight.size > campaign.lines) return false;
    this.wakeAt = order.waitsUntil(campaign.lines, now);
    return this.wakeAt === null;
  }

  /** Asks again for the first of the calls that wait, when its time has come. */
  private retry(flight: Flight, now: number): void {
    const { deps, lines, refusals } = this.parts;
    const { call } = flight;
    if (call.retryAt !== null && call.retryAt > now) {
      this.wakeAt = call.retryAt;
      return;
    }
    const recalled = call.placements === 0;
    if (recalled && !this.mayGo(now)) return;
    if (this.braked(now, true)) return;
    // It has never been refused: it holds nobody up.
    if (recalled) refusals.remove(flight);
    lines.retry(flight, now);
    deps.brakes.took(now, true);
    this.send(flight, now, false);
  }

  /** `written`: its row was written by an earlier step. */
  private send({ call }: Flight, now: number, written: boolean): void {
    const { journal, order, requests } = this.parts;
    requests.set(call.id, { call, n: call.placements, recovered: false });
    order.sent(call.id, now);
    journal.effect({ type: 'place_call', call, n: call.placements, written });
  }

  private braked(now: number, retry: boolean): boolean {
    this.held = this.parts.deps.brakes.ask(now, retry);
    if (this.held === null) return false;
    this.heldSince ??= now;
    this.wakeAt = this.held.until ?? now + ASK_AGAIN_MS;
    return true;
  }

  private askForContacts(): void {
    const { campaign, journal, window } = this.parts;
    const question = window.ask(campaign.lines);
    if (question !== null) journal.effect({ type: 'need_contacts', ...question });
  }

  private whyNot(now: number): { readonly code: HoldingCode; readonly detail: string } | null {
    const { campaign, lines, listOpen, refusals, window } = this.parts;
    // Said although every line is taken: what those calls do meanwhile is not known either.
    if (this.down !== null) return { code: this.down.code, detail: this.down.detail ?? '' };
    if (refusals.head !== null && refusals.head.call.placements > 0)
      return {
        code: refusals.refusing ? 'provider_refusing' : 'provider_backoff',
        detail: refusals.detail,
      };
    if (lines.inFlight.size >= campaign.lines) return null;
    const { held } = this;
    if (held !== null) {
      const waits =
        held.until === null ? SAY_WHY_MS : Math.max(held.until - now, now - (this.heldSince ?? now));
      return waits < SAY_WHY_MS ? null : { code: held.code, detail: held.detail ?? '' };
    }
    const goesOn = campaign.holding?.code === 'waiting_for_contacts' && window.waiting && window.size === 0;
    if (listOpen && (window.exhausted || goesOn)) return { code: 'waiting_for_contacts', detail: '' };
    return null;
  }
}

/** Whether nothing may be asked of the phone system, not even again for what has its line. */
function phoneSystemDown(brakes: Brakes, now: number): Held | null {
  const held = brakes.ask(now, true);
  return held?.code === 'phone_system_down' ? held : null;
}
