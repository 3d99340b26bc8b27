import { PERMISSIONS, ROLE_PERMISSIONS, type Permission, type Role } from '@ringside/contracts';
import type { Principal, TokenOwner } from '@ringside/store';

/** Who is asking, and what they may do. */
export interface Identity {
  readonly accountId: string;
  /** `link`: a browser signed in by the link of the terminal, which acts as an admin who is nobody. */
  readonly kind: 'user' | 'api_key' | 'link';
  readonly userId: string | null;
  readonly keyId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role | null;
  readonly permissions: readonly Permission[];
  /** The hash of the session's token; null: credentials come with each request. */
  readonly session: string | null;
  /** For the audit log: `user:<id>`, `api_key:<id>`, `link`. */
  readonly actor: string;
}

export function toIdentity({ accountId, user, key }: Principal, session: string | null): Identity {
  const owner = { accountId, session, userId: user?.id ?? null, keyId: key?.id ?? null };
  if (user !== null) {
    return {
      ...owner,
      kind: 'user',
      name: user.name,
      email: user.email,
      role: user.role,
      permissions: ROLE_PERMISSIONS[user.role],
      actor: `user:${user.id}`,
    };
  }
  const nobody = { ...owner, email: null, role: null };
  return key === null
    ? { ...nobody, kind: 'link', name: 'Sign-in link', permissions: PERMISSIONS, actor: 'link' }
    : {
        ...nobody,
        kind: 'api_key',
        name: key.name,
        permissions: key.permissions,
        actor: `api_key:${key.id}`,
      };
}

/** For whom a session or a link is opened by this one. */
export function ownerOf({ accountId, userId, keyId }: Identity): TokenOwner {
  return { accountId, userId, keyId };
}

/** What a connection of this one lives by; any of them may end, or change. */
export function livesBy({ session, userId, keyId }: Identity): string[] {
  return [
    ...(session === null ? [] : [byId('session', session)]),
    ...(userId === null ? [] : [byId('user', userId)]),
    ...(keyId === null ? [] : [byId('api_key', keyId)]),
  ];
}

export function byId(what: 'session' | 'user' | 'api_key', id: string): string {
  return `${what}:${id}`;
}
