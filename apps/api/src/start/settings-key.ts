import type { ApiStore } from './api-store.js';

/**
 * Makes the key of API_KEY and API_AUTH valid, as the settings have it now. One that was revoked stays revoked: false.
 */
export async function applySettingsKey(
  store: ApiStore,
  accountId: string,
  { apiKey, apiAuth }: { readonly apiKey: string; readonly apiAuth: string },
): Promise<boolean> {
  if (await isRevoked(store, accountId, apiKey)) return false;
  await store.directory.setKey(accountId, apiKey, apiAuth);
  return true;
}

async function isRevoked(store: ApiStore, accountId: string, apiKey: string): Promise<boolean> {
  const keys = store.for(accountId);
  for (let after: string | null = null; ;) {
    const { rows, next } = await keys.apiKeys({ limit: 1000, ...(after === null ? {} : { after }) });
    const found = rows.find((key) => key.apiKey === apiKey);
    if (found !== undefined) return found.revokedAt !== null;
    if (next === null) return false;
    after = next;
  }
}
