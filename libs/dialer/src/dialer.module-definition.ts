import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDialerOptionsToken } from './dialer.constants.js';
import type { DialerOptions } from './dialer.options.js';

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<DialerOptions>({ optionsInjectionToken: getDialerOptionsToken() })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
