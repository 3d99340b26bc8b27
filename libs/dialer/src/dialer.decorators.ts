import { SetMetadata } from '@nestjs/common';
import type { Fact, FactType } from '@ringside/contracts';
import { ON_DIALER_EVENT } from './dialer.constants.js';

/**
 * Calls the method with each fact of this type, in order, once it is durable. At least once: after a
 * crash the last facts may be missing here, but never in the database. A method that throws is logged and does not
 * disturb the dialing.
 *
 * ```ts
 * @OnDialerEvent('call.answered')
 * onAnswered(fact: FactOf<'call.answered'>) {}
 * ```
 */
export function OnDialerEvent(type: FactType): MethodDecorator {
  return SetMetadata(ON_DIALER_EVENT, type);
}

export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;
