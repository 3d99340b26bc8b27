import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@ringside/contracts';
import type { LegAbility, LegOutcome, PlacedCall } from '@ringside/telephony';
import { v7 as uuidv7 } from 'uuid';
import { DialerError, notFound } from './dialer.error.js';
import { DialerHost } from './dialer.host.js';
import type { OpenConnection } from './dialer.options.js';
import { placed } from './placement.js';

/** Time the phone system has for anything but a sound, milliseconds. */
const LEG_TIMEOUT_MS = 10_000;

/** A bridge or a listening that was made in this run of the service. */
interface Made {
  readonly accountId: string;
  readonly connection: OpenConnection;
  readonly callIds: readonly string[];
}

/**
 * What can be done with calls that are up, for host applications: legs are named by the ids of their calls. Everything may be
 * asked twice.
 *
 * Each throws `DialerError`: `not_found` (no such call in this account), `call_ended`, `call_not_answered`, `leg_not_supported`,
 * and `phone_system_failed` with the phone system's own words.
 */
@Injectable()
export class LegService {
  private readonly made = new Map<string, Made>();

  constructor(private readonly host: DialerHost) {}

  /** Puts these calls together, so that each hears all the others, and answers the id of the bridge. With the id of one: adds to it. */
  async bridge(accountId: string, callIds: readonly string[], bridgeId: string = uuidv7()): Promise<string> {
    const { connection, legs } = await this.legs(accountId, callIds, 'bridge');
    mustBeDone(connection, await connection.provider.legs?.bridge?.(bridgeId, legs, soon()));
    const before = this.made.get(bridgeId)?.callIds ?? [];
    this.remember(bridgeId, { accountId, connection, callIds: [...before, ...callIds] });
    return bridgeId;
  }

  /** Takes a bridge apart; its calls stay up. */
  async unbridge(accountId: string, bridgeId: string): Promise<void> {
    const { connection } = this.find(accountId, bridgeId);
    mustBeDoneOrGone(connection, await connection.provider.legs?.unbridge?.(bridgeId, soon()));
    this.made.delete(bridgeId);
  }

  /** From now on the call `listener` hears both sides of the call `heard`, and is heard by nobody; answers the id of the listening. */
  async listen(accountId: string, heard: string, listener: string): Promise<string> {
    const callIds = [heard, listener];
    const { connection, legs } = await this.legs(accountId, callIds, 'listen');
    const [spied, spying] = legs;
    if (!spied || !spying) throw notFound();
    const listeningId = uuidv7();
    mustBeDone(connection, await connection.provider.legs?.listen?.(listeningId, spied, spying, soon()));
    this.remember(listeningId, { accountId, connection, callIds });
    return listeningId;
  }

  async stopListening(accountId: string, listeningId: string): Promise<void> {
    const { connection } = this.find(accountId, listeningId);
    mustBeDoneOrGone(connection, await connection.provider.legs?.stopListening?.(listeningId, soon()));
    this.made.delete(listeningId);
  }

  /** Plays to this call, and resolves when it was heard to its end. `signal` stops the sound. */
  async play(accountId: string, callId: string, media: string, signal?: AbortSignal): Promise<void> {
    const { connection, legs } = await this.legs(accountId, [callId], 'play');
    const [leg] = legs;
    if (!leg) throw notFound();
    const { legs: control } = connection.provider;
    mustBeDone(connection, await control?.play?.(leg, media, signal ?? new AbortController().signal));
  }

  /** These calls as legs of one phone system, which can do this with them. */
  private async legs(
    accountId: string,
    callIds: readonly string[],
    ability: LegAbility,
  ): Promise<{ connection: OpenConnection; legs: readonly PlacedCall[] }> {
    const found: { connection: OpenConnection; leg: PlacedCall }[] = [];
    for (const callId of new Set(callIds)) found.push(await this.leg(accountId, callId));
    const [first] = found;
    if (!first) throw notFound();
    const { connection } = first;
    if (!connection.provider.capabilities.legs.includes(ability))
      throw refused('leg_not_supported', `${connection.provider.label} cannot do that.`);
    if (found.some((one) => one.connection !== connection))
      throw refused('leg_not_supported', 'Calls of two phone systems cannot be put together.');
    return { connection, legs: found.map(({ leg }) => leg) };
  }

  private async leg(
    accountId: string,
    callId: string,
  ): Promise<{ connection: OpenConnection; leg: PlacedCall }> {
    const hosted = this.host.campaigns.ownerOf(callId);
    const call = hosted?.accountId === accountId ? hosted.engine.inFlight.get(callId)?.call : undefined;
    if (!hosted || !call) {
      if (!(await this.host.options.store.for(accountId).call(callId))) throw notFound();
      throw ended();
    }
    if (call.state !== 'answered') throw refused('call_not_answered', 'Nobody has answered this call yet.');
    return { connection: hosted.connection, leg: placed(call) };
  }

  private find(accountId: string, id: string): Made {
    const made = this.made.get(id);
    if (made?.accountId !== accountId) throw notFound();
    return made;
  }

  /** Forgets, by the way, what no call is in any more. */
  private remember(id: string, made: Made): void {
    for (const [other, { callIds }] of this.made)
      if (callIds.every((callId) => this.host.campaigns.ownerOf(callId) === null)) this.made.delete(other);
    this.made.set(id, made);
  }
}

/** Throws unless it was done. */
function mustBeDone(connection: OpenConnection, outcome: LegOutcome | undefined): void {
  if (outcome?.kind === 'gone') throw ended();
  mustBeDoneOrGone(connection, outcome);
}

/** Throws unless it was done, or is gone already, which is what was wanted. No outcome: the phone system has no such ability after all. */
function mustBeDoneOrGone({ provider }: OpenConnection, outcome: LegOutcome | undefined): void {
  if (outcome === undefined) throw refused('leg_not_supported', `${provider.label} cannot do that.`);
  if (outcome.kind === 'failed') throw refused('phone_system_failed', outcome.reason);
}

function ended(): DialerError {
  return refused('call_ended', 'The call has ended.');
}

function refused(code: ErrorCode, message: string): DialerError {
  return new DialerError(code, message);
}

function soon(): AbortSignal {
  return AbortSignal.timeout(LEG_TIMEOUT_MS);
}
