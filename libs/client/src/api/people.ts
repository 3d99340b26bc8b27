import type { InvitationResource, Role, SessionResource, UserResource } from '@ringside/contracts';
import type { RequestOptions, Rest } from '../rest.js';
import { listing, part, type ListOptions, type Listing } from './listing.js';

/** Who may sign in; for those with the permission `admin`. */
export interface Users {
  all(options?: ListOptions): Listing<UserResource>;
  get(id: string, options?: RequestOptions): Promise<UserResource>;
  /** Invites somebody. No mail is sent: hand on `url`, which is told this once. */
  invite(user: NewUser, options?: RequestOptions): Promise<InvitationResource>;
  /** A new invitation for a user there is already, also when the password was forgotten. */
  inviteAgain(id: string, options?: RequestOptions): Promise<InvitationResource>;
  change(id: string, changes: UserChanges, options?: RequestOptions): Promise<UserResource>;
  delete(id: string, options?: RequestOptions): Promise<void>;
  /** Ends all sessions of a user. */
  signOut(id: string, options?: RequestOptions): Promise<void>;
}
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}
export interface UserChanges {
  readonly name?: string;
  readonly role?: Role;
  readonly state?: 'active' | 'disabled';
}

/** Who is asking; in a browser, the session behind the cookie. */
export interface Session {
  get(options?: RequestOptions): Promise<SessionResource>;
  /** Signs a browser in: its session is a cookie. Not tried again by itself. */
  signIn(
    credentials:
      | { readonly email: string; readonly password: string }
      | { readonly api_key: string; readonly api_auth: string },
    options?: RequestOptions,
  ): Promise<SessionResource>;
  signOut(options?: RequestOptions): Promise<void>;
  /** Sets the password of whoever holds an invitation, and signs them in. */
  accept(
    invitation: { readonly token: string; readonly name?: string; readonly password: string },
    options?: RequestOptions,
  ): Promise<SessionResource>;
  /** Changes the password of the user who is signed in. */
  changePassword(
    passwords: { readonly current: string; readonly password: string },
    options?: RequestOptions,
  ): Promise<void>;
  /** Ends all sessions of the user who is signed in. */
  signOutEverywhere(options?: RequestOptions): Promise<void>;
  /** A one-time link that signs in another browser. */
  createLink(options?: RequestOptions): Promise<{ readonly url: string; readonly expires_at: string }>;
}

export function users(rest: Rest): Users {
  const at = (id: string): string => `/v1/users/${part(id)}`;
  return {
    all: (options) => listing(rest, '/v1/users', {}, options),
    get: (id, options) => rest.get(at(id), options),
    invite: (user, options) => rest.post('/v1/users', user, options),
    inviteAgain: (id, options) => rest.post(`${at(id)}/invitation`, undefined, options),
    change: (id, changes, options) => rest.patch(at(id), changes, options),
    delete: (id, options) => rest.delete(at(id), options),
    signOut: (id, options) => rest.delete(`${at(id)}/sessions`, options),
  };
}

export function session(rest: Rest): Session {
  return {
    get: (options) => rest.get('/v1/session', options),
    signIn: (credentials, options) => rest.post('/v1/session', credentials, { tries: 1, ...options }),
    signOut: (options) => rest.delete('/v1/session', options),
    accept: (invitation, options) => rest.post('/v1/invitations', invitation, { tries: 1, ...options }),
    changePassword: (passwords, options) => rest.post('/v1/session/password', passwords, options),
    signOutEverywhere: (options) => rest.delete('/v1/session/all', options),
    createLink: (options) => rest.post('/v1/session/links', undefined, options),
  };
}
