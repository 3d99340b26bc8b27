import type { Action, InvitationResource, UserResource } from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { UserRow } from '@ringside/store';
import { action } from '../http/action.js';
import { ChangeUserDto, NewUserDto } from './users.dto.js';

export const USERS_URI = '/v1/users';

/** How somebody comes to be a user. */
export function inviteAction(): Action {
  return action('POST', USERS_URI, NewUserDto);
}

/** A user as a document. */
export function userResource(user: UserRow): UserResource {
  const uri = userUri(user.id);
  return {
    uri,
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    state: user.state,
    sessions: user.sessions,
    last_seen_at: rfc3339(user.lastSeenAt),
    created_at: rfc3339(user.createdAt),
    actions: {
      change: action('PATCH', uri, ChangeUserDto),
      ...(user.state === 'disabled' ? {} : { invite_again: action('POST', `${uri}/invitation`) }),
      ...(user.sessions === 0 ? {} : { sign_out: action('DELETE', `${uri}/sessions`) }),
      delete: action('DELETE', uri),
    },
    resources: { index: '/v1', users: USERS_URI },
  };
}

/** An invitation, with the address that is told this once. */
export function invitationResource(
  user: UserRow,
  {
    token,
    expiresAt,
    publicUrl,
  }: { readonly token: string; readonly expiresAt: number; readonly publicUrl: string },
): InvitationResource {
  const uri = `${userUri(user.id)}/invitation`;
  return {
    uri,
    name: `Invitation of ${user.name}`,
    user_id: user.id,
    // Behind the `#`: it is sent to no server and stands in no log.
    url: `${publicUrl}/welcome#${token}`,
    expires_at: rfc3339(expiresAt),
    actions: { invite_again: action('POST', uri) },
    resources: { index: '/v1', user: userUri(user.id), users: USERS_URI },
  };
}

export function userUri(id: string): string {
  return `${USERS_URI}/${id}`;
}
