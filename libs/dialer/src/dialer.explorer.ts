import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Fact, FactType } from '@ringside/contracts';
import { ON_DIALER_EVENT } from './dialer.constants.js';

export type FactHandler = (fact: Fact) => unknown;

/** Finds the methods marked with `@OnDialerEvent` in every provider and controller of the host application. */
@Injectable()
export class DialerExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  handlers(): ReadonlyMap<FactType, readonly FactHandler[]> {
    const found = new Map<FactType, FactHandler[]>();
    for (const { instance } of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      if (!instance || typeof instance !== 'object') continue;
      const owner = instance as Record<string, FactHandler>;
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = owner[name];
        const type = method && this.reflector.get<FactType | undefined>(ON_DIALER_EVENT, method);
        if (!method || !type) continue;
        const handlers = found.get(type) ?? [];
        handlers.push(method.bind(instance));
        found.set(type, handlers);
      }
    }
    return found;
  }
}
