import type { Resource } from './campaign.js';

/** What a user may do. A `caller` talks; until callers exist that is nothing but to sign in and out. */
export const ROLES = ['admin', 'supervisor', 'caller'] as const;
export type Role = (typeof ROLES)[number];

/** What a key, or a role, allows: to look; to dial; to change the account, its people and its keys. */
export const PERMISSIONS = ['read', 'dial', 'admin'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: ['read', 'dial', 'admin'],
  supervisor: ['read', 'dial'],
  caller: [],
};

export const PEOPLE_LIMITS = {
  name_length: 200,
  email_length: 254,
  password: { min: 10, max: 200 },
  /** Seconds an invitation lasts. */
  invitation_lasts: 7 * 86_400,
  /** Seconds both secrets of a rotated key work, unless told otherwise; at most a week. */
  rotation_overlap: { default: 86_400, min: 0, max: 7 * 86_400 },
} as const;

/** `invited`: has not set a password yet. `disabled`: may not sign in. */
export const USER_STATES = ['invited', 'active', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

export interface UserResource extends Resource {
  readonly id: string;
  readonly name: string;
  /** As given; compared without regard to case. */
  readonly email: string;
  readonly role: Role;
  readonly state: UserState;
  /** Sessions that are open now. */
  readonly sessions: number;
  readonly last_seen_at: string | null;
  readonly created_at: string;
}

/** The answer to an invitation. `url` is shown this once: whoever opens it sets the password. */
export interface InvitationResource extends Resource {
  readonly name: string;
  readonly user_id: string;
  readonly url: string;
  readonly expires_at: string;
}

/** `GET /v1/session`: who is asking. */
export interface SessionResource extends Resource {
  readonly name: string;
  readonly account_id: string;
  /** `link`: a browser signed in by the link of the terminal, before there are people. */
  readonly kind: 'user' | 'api_key' | 'link';
  readonly user_id: string | null;
  readonly email: string | null;
  readonly role: Role | null;
  readonly permissions: readonly Permission[];
}

export interface ApiKeyResource extends Resource {
  readonly id: string;
  /** What the key is for. */
  readonly name: string;
  /** Names the key in requests; no secret. */
  readonly api_key: string;
  readonly permissions: readonly Permission[];
  readonly created_at: string;
  /** To the minute; null: never used. */
  readonly last_used_at: string | null;
  /** Until when the secret before the last rotation still works; null: it does not. */
  readonly previous_secret_until: string | null;
  readonly revoked_at: string | null;
}

/** A key that was made or rotated: its secret, this once. */
export interface NewApiKeyResource extends ApiKeyResource {
  readonly api_auth: string;
}
