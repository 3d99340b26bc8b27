const OPTIONS = Symbol('DIALER_OPTIONS');

/** Injection token of what was given to `DialerModule.forRoot`. */
export function getDialerOptionsToken(): symbol {
  return OPTIONS;
}

/** Metadata key of methods marked with `@OnDialerEvent`. */
export const ON_DIALER_EVENT = 'ringside:on_dialer_event';
