import { RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PARAMTYPES_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Dto } from '../http/fields.js';
import { ACCESS, type Access } from '../session/access.js';

/** One route of a controller, read from what its decorators left. */
export interface Operation {
  /** `CampaignsController.list`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With its parameters as `:id`. */
  readonly path: string;
  /** Of the answer when all went well. */
  readonly status: number;
  readonly body: Dto | null;
  readonly query: Dto | null;
  /** Who may use it. */
  readonly access: Access;
}

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;

/** Every operation of these controllers, by address. */
export function operationsOf(controllers: Iterable<Type>): Operation[] {
  return [...controllers]
    .flatMap((controller) =>
      Object.getOwnPropertyNames(controller.prototype).flatMap((name) => operationOf(controller, name) ?? []),
    )
    .sort((a, b) => (a.path === b.path ? rank(a) - rank(b) : a.path < b.path ? -1 : 1));
}

function rank({ method }: Operation): number {
  return METHODS.indexOf(method);
}

function operationOf(controller: Type, name: string): Operation | null {
  const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
  if (typeof handler !== 'function') return null;
  const verb = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  const method = METHODS.find((one) => RequestMethod[one] === verb);
  if (verb === undefined || method === undefined) return null;
  const paths = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)];
  const path = paths
    .flatMap((part) => (typeof part === 'string' ? part.split('/') : []))
    .filter((part) => part !== '')
    .join('/');
  const code = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined;
  return {
    id: `${controller.name}.${name}`,
    method,
    path: `/${path}`,
    status: code ?? (method === 'POST' ? 201 : 200),
    body: argument(controller, name, RouteParamtypes.BODY),
    query: argument(controller, name, RouteParamtypes.QUERY),
    access: accessOf(handler) ?? accessOf(controller) ?? 'admin',
  };
}

function accessOf(target: object): Access | undefined {
  return Reflect.getMetadata(ACCESS, target) as Access | undefined;
}

/** The class of the parameter that takes the whole body or the whole query; null: there is none. */
function argument(controller: Type, name: string, kind: RouteParamtypes): Dto | null {
  const routeArguments = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Readonly<
    Record<string, { readonly index: number }>
  >;
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, name) ?? []) as unknown[];
  const found = Object.entries(routeArguments).find(([key]) => key.startsWith(`${kind}:`));
  const type = found === undefined ? undefined : types[found[1].index];
  return typeof type === 'function' && type !== Object ? (type as Dto) : null;
}
