import { describe, expect, it } from '@jest/globals';
import type { CallReport } from '../provider.js';
import { eventually, neverAborted, placed, soon } from './ask.js';
import type { CurrentRig, ProviderHarness, ReportedState } from './harness.js';

/** That the event stream tells every state of our calls, ends when told to, and does not hide that it broke. */
export function describeStream(harness: ProviderHarness, rig: CurrentRig): void {
  const reported = harness.capabilities.reports as readonly ReportedState[];

  describe('the event stream', () => {
    it.each(reported)('tells that a call is %s', async (state) => {
      const { provider, system } = rig();
      const control = new AbortController();
      const { reports, ended } = follow(rig, control.signal);
      await eventually('the stream is open', () => system.streams?.() === 1);
      const call = await placed(provider);
      system.move?.(call, state);
      await eventually(`the stream tells ${state}`, () =>
        reports.some((report) => report.callId === call.callId && report.signal.state === state),
      );
      control.abort();
      await soon('the end of the stream', ended);
    });

    it('tells the calls apart', async () => {
      const { provider, system } = rig();
      const control = new AbortController();
      const { reports, ended } = follow(rig, control.signal);
      await eventually('the stream is open', () => system.streams?.() === 1);
      const calls = await Promise.all(Array.from({ length: 10 }, () => placed(provider)));
      const last = reported.at(-1) ?? 'completed';
      for (const call of calls) system.move?.(call, last);
      await eventually('every call is told', () =>
        calls.every(({ callId }) =>
          reports.some((report) => report.callId === callId && report.signal.state === last),
        ),
      );
      control.abort();
      await soon('the end of the stream', ended);
    });

    it('ends quietly when it is aborted, before and after it opened', async () => {
      await soon('a stream that is aborted at once', follow(rig, AbortSignal.abort()).ended);
      const control = new AbortController();
      const { ended } = follow(rig, control.signal);
      await eventually('the stream is open', () => rig().system.streams?.() === 1);
      control.abort();
      await soon('the end of the stream', ended);
      await eventually('the connection is closed', () => rig().system.connections() === 0);
    });

    it('ends or throws when it breaks, and can be opened again', async () => {
      const { provider, system } = rig();
      const first = follow(rig, neverAborted());
      await eventually('the stream is open', () => system.streams?.() === 1);
      system.dropStreams?.();
      await soon(
        'the end of a broken stream',
        first.ended.catch(() => undefined),
      );

      const control = new AbortController();
      const second = follow(rig, control.signal);
      await eventually('the stream is open again', () => system.streams?.() === 1);
      const call = await placed(provider);
      system.move?.(call, reported[0] ?? 'ringing');
      await eventually('the new stream tells', () =>
        second.reports.some(({ callId }) => callId === call.callId),
      );
      control.abort();
      await soon('the end of the stream', second.ended);
    });

    it('throws, and does not hang, when nobody listens', async () => {
      await rig().system.goDown();
      const failed = follow(rig, neverAborted()).ended.then(
        () => 'ended',
        () => 'threw',
      );
      expect(await soon('a stream to nobody', failed)).toBe('threw');
    });
  });
}

/** Reads a stream in the background. */
function follow(rig: CurrentRig, signal: AbortSignal): { reports: CallReport[]; ended: Promise<void> } {
  const reports: CallReport[] = [];
  const read = async (): Promise<void> => {
    const stream = rig().provider.stream?.(signal);
    if (stream === undefined) throw new Error('the provider has no stream');
    for await (const event of stream) if (event.kind === 'report') reports.push(event.report);
  };
  const ended = read();
  // Awaited by the test; not reported as unhandled in the meantime.
  ended.catch(() => undefined);
  return { reports, ended };
}
