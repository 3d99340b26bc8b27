import { Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { operationsOf, type Operation } from './operations.js';

/** What is no part of the API although it has a route: pages and redirects for browsers. */
const PUBLISHED = /^\/(v1(\/|$)|livez$|healthz$|metrics$)/;

/** The operations of the running application. */
@Injectable()
export class ApiOperations {
  private operations: readonly Operation[] | null = null;

  constructor(private readonly modules: ModulesContainer) {}

  all(): readonly Operation[] {
    this.operations ??= operationsOf(this.controllers()).filter(({ path }) => PUBLISHED.test(path));
    return this.operations;
  }

  private *controllers(): Iterable<Type> {
    for (const module of this.modules.values()) {
      for (const { metatype } of module.controllers.values()) {
        if (typeof metatype === 'function') yield metatype as Type;
      }
    }
  }
}
