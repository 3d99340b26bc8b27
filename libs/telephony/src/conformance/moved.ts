import type { PlacedCall } from '../provider.js';
import { placed, soon } from './ask.js';
import type { ReportedState, RunningRig } from './harness.js';

/**
 * Moves a call, and waits until the event stream has told it, where there is one. What is asked for next is asked for in the very
 * moment in which it was told.
 */
export async function movedTo(
  { system, stream }: RunningRig,
  call: PlacedCall,
  state: ReportedState,
): Promise<void> {
  if (system.move === undefined) throw new Error('the fake phone system needs move()');
  await system.move(call, state);
  if (stream === null) return;
  await soon(
    `the stream tells ${state}`,
    stream.until(() => stream.of(call).some((told) => told.state === state)),
  );
}

/** A call that is answered and stays up. */
export async function answeredLeg(rig: RunningRig): Promise<PlacedCall> {
  const call = await placed(rig.provider);
  await movedTo(rig, call, 'answered');
  return call;
}
