import { StartupError, postgresStore } from '@ringside/store';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/env.js';
import { urlOf } from '../http/door.js';
import { Authenticator } from '../session/authenticator.js';
import { signInUrl } from '../session/sign-in-url.js';

/**
 * A link that signs one browser in as an admin, once, within 10 minutes: for whoever has lost every other way in. Works
 * beside a running service, and for one that is started in time. Rejects with a `StartupError` of one line.
 */
export async function signInLink({ databaseUrl, dataDir, publicUrl, host, port }: Settings): Promise<string> {
  if (publicUrl === null && port === 0) {
    throw new StartupError('PORT is 0: set it to the port the service listens on, or set PUBLIC_URL.');
  }
  if (databaseUrl === null && !existsSync(join(dataDir, 'pg'))) {
    throw new StartupError(`There is nothing in ${dataDir} yet: start the service, it prints a link.`);
  }
  const store = postgresStore(databaseUrl === null ? { dataDir } : { databaseUrl });
  try {
    await store.start();
    const accountId = await store.directory.firstAccount();
    if (accountId === null) {
      throw new StartupError('There is no account yet: start the service, it prints a link.');
    }
    const authenticator = new Authenticator(store.directory);
    const { token } = await authenticator.createLink({ accountId, userId: null, keyId: null });
    return signInUrl(publicUrl ?? urlOf(host, port), token);
  } finally {
    await store.stop();
  }
}
