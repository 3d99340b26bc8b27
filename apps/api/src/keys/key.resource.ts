import type { Action, ApiKeyResource } from '@ringside/contracts';
import { rfc3339 } from '@ringside/dialer';
import type { ApiKeyRow } from '@ringside/store';
import { action } from '../http/action.js';
import { NewKeyDto, RenameKeyDto, RotateKeyDto } from './keys.dto.js';

export const KEYS_URI = '/v1/api-keys';

/** How a key is made. */
export function createKeyAction(): Action {
  return action('POST', KEYS_URI, NewKeyDto);
}

/** An API key as a document; its secret is in none. */
export function keyResource(key: ApiKeyRow): ApiKeyResource {
  const uri = keyUri(key.id);
  const revoked = key.revokedAt !== null;
  return {
    uri,
    id: key.id,
    name: key.name,
    api_key: key.apiKey,
    permissions: key.permissions,
    created_at: rfc3339(key.createdAt),
    last_used_at: rfc3339(key.lastUsedAt),
    previous_secret_until: rfc3339(key.previousSecretUntil),
    revoked_at: rfc3339(key.revokedAt),
    actions: {
      rename: action('PATCH', uri, RenameKeyDto),
      ...(revoked
        ? {}
        : { rotate: action('POST', `${uri}/rotate`, RotateKeyDto), revoke: action('DELETE', uri) }),
    },
    resources: { index: '/v1', api_keys: KEYS_URI },
  };
}

export function keyUri(id: string): string {
  return `${KEYS_URI}/${id}`;
}
