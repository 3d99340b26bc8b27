import type { Action, SessionResource } from '@ringside/contracts';
import { action } from '../http/action.js';
import type { Identity } from './identity.js';
import { ChangePasswordDto } from './session.dto.js';

const URI = '/v1/session';

/** How a link is made that signs another browser in. */
export function createLinkAction(): Action {
  return action('POST', `${URI}/links`);
}

/** Who is asking, as a document. */
export function sessionResource(identity: Identity): SessionResource {
  const { accountId, kind, userId, name, email, role, permissions, session } = identity;
  const actions: Record<string, Action> = {};
  if (session !== null) actions['sign_out'] = action('DELETE', URI);
  actions['sign_out_everywhere'] = action('DELETE', `${URI}/all`);
  if (userId !== null) actions['change_password'] = action('POST', `${URI}/password`, ChangePasswordDto);
  const admin = permissions.includes('admin');
  if (admin) actions['create_link'] = createLinkAction();
  return {
    uri: URI,
    name,
    account_id: accountId,
    kind,
    user_id: userId,
    email,
    role,
    permissions,
    actions,
    resources: {
      index: '/v1',
      ...(permissions.includes('read') ? { account: '/v1/account' } : {}),
      ...(admin ? { users: '/v1/users', api_keys: '/v1/api-keys' } : {}),
      ...(admin && userId !== null ? { user: `/v1/users/${userId}` } : {}),
    },
  };
}
