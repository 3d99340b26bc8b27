import type { Action, SessionResource } from '@ringside/contracts';
import type { Identity } from './identity.js';

const URI = '/v1/session';

/** Who is asking, as a document. */
export function sessionResource(identity: Identity): SessionResource {
  const { accountId, kind, userId, name, email, role, permissions, session } = identity;
  const actions: Record<string, Action> = {};
  if (session !== null) actions['sign_out'] = { method: 'DELETE', uri: URI };
  actions['sign_out_everywhere'] = { method: 'DELETE', uri: `${URI}/all` };
  if (userId !== null) {
    const field = { type: 'text', required: true } as const;
    actions['change_password'] = {
      method: 'POST',
      uri: `${URI}/password`,
      fields: [
        { name: 'current', ...field },
        { name: 'password', ...field },
      ],
    };
  }
  const admin = permissions.includes('admin');
  if (admin) actions['create_link'] = { method: 'POST', uri: `${URI}/links` };
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
