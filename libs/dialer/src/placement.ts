import { checkPhone } from '@ringside/contracts';
import type { Call, Campaign } from '@ringside/engine';
import type { CallKnowledge, PlacedCall, PlacementOutcome } from '@ringside/telephony';
import type { Connection, OpenConnection } from './dialer.options.js';
import { webhookUrl } from './webhook-token.js';

/** Room for a phone system that takes its time over a hang-up or a question, milliseconds. */
const ASIDE_TIMEOUT_MS = 10_000;
/** Numbers were checked when they were taken in; here only what must never be dialed is refused again. */
const ANY_LENGTH = 1;

/** Asks the phone system for one call, once; every ending is an outcome. */
export async function place(
  connection: OpenConnection,
  campaign: Readonly<Campaign>,
  call: Readonly<Call>,
  publicUrl: string,
): Promise<PlacementOutcome> {
  const phone = checkPhone(call.phone, ANY_LENGTH);
  if (!phone.ok) return { kind: 'failed', reason: 'number_not_allowed' };
  const { provider, tokens } = connection;
  try {
    return await provider.originate(
      {
        callId: call.id,
        to: phone.dial,
        from: campaign.from,
        webhookUrl: webhookUrl(publicUrl, provider.kind, connection.id, call.id, tokens.of(call.id)),
        ringTimeoutMs: campaign.ringTimeoutMs,
        detectMachine: provider.capabilities.detectMachine && campaign.machineDetection !== 'off',
      },
      AbortSignal.timeout(campaign.replyTimeoutMs),
    );
  } catch (error) {
    // A provider does not throw; if one does, nobody knows what was sent.
    return { kind: 'unknown', reason: `the provider failed: ${(error as Error).message}` };
  }
}

export async function hangUp(connection: Connection, call: Readonly<Call>): Promise<void> {
  await connection.provider.hangUp?.(placed(call), AbortSignal.timeout(ASIDE_TIMEOUT_MS));
}

/** What the phone system knows of these calls, or null when it does not answer. */
export async function reconcile(
  connection: Connection,
  calls: readonly Readonly<Call>[],
): Promise<ReadonlyMap<string, CallKnowledge> | null> {
  try {
    const known = await connection.provider.reconcile?.(
      calls.map(placed),
      AbortSignal.timeout(ASIDE_TIMEOUT_MS),
    );
    return known ? new Map(known.map((one) => [one.callId, one])) : null;
  } catch {
    return null;
  }
}

/** A call as providers know it. */
export function placed(call: Readonly<Call>): PlacedCall {
  return { callId: call.id, providerCallId: call.providerCallId };
}
