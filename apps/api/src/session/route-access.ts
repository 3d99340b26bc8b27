import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer, type Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './access.js';

/** One route of a controller, and who reaches it. */
export interface RouteAccess {
  readonly method: string;
  /** `/v1/campaigns/:id`. */
  readonly path: string;
  readonly access: Access;
}

/**
 * Every route of every controller. Throws for one that is not marked, and for one that changes something but would get the
 * `read` of its controller: the service does not start with it.
 */
export function routeAccess(modules: ModulesContainer, reflector: Reflector): RouteAccess[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) =>
    typeof metatype === 'function' ? routesOf(metatype as Type, reflector) : [],
  );
}

function routesOf(controller: Type, reflector: Reflector): RouteAccess[] {
  const prototype = controller.prototype as Record<string, () => unknown>;
  const base: unknown = Reflect.getMetadata(PATH_METADATA, controller);
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    const path: unknown = handler && Reflect.getMetadata(PATH_METADATA, handler);
    if (handler === undefined || path === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? 'GET';
    const access = reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]);
    const own = Reflect.getMetadata(ACCESS, handler) !== undefined;
    return [path].flat().map((one) => marked({ method, path: joined(base, one), access }, own));
  });
}

function marked(
  { method, path, access }: Omit<RouteAccess, 'access'> & { access: Access | undefined },
  own: boolean,
): RouteAccess {
  if (access === undefined) throw new Error(`${method} ${path} is not marked: who may use it?`);
  if (access === 'read' && method !== 'GET' && !own) {
    throw new Error(`${method} ${path} changes something: mark it with what it needs.`);
  }
  return { method, path, access };
}

function joined(...parts: readonly unknown[]): string {
  const names = parts.flatMap((part) => String(part ?? '').split('/')).filter((name) => name !== '');
  return `/${names.join('/')}`;
}
