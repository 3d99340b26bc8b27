import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Permission } from '@ringside/contracts';

/** Who reaches a route: everybody; whoever is signed in; who has the permission. */
export type Access = 'public' | 'signed_in' | Permission;

export const ACCESS = Symbol('access');

/** Marks a route that needs no credentials. */
export function Public(): CustomDecorator<symbol> {
  return access('public');
}

/** Marks a route of one's own: it needs credentials, and no permission. */
export function SignedIn(): CustomDecorator<symbol> {
  return access('signed_in');
}

/** Marks a route, or the routes that read of a whole controller, as needing a permission. */
export function Needs(permission: Permission): CustomDecorator<symbol> {
  return access(permission);
}

function access(to: Access): CustomDecorator<symbol> {
  return SetMetadata(ACCESS, to);
}
