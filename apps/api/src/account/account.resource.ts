import type { AccountResource, PhoneSystemStatus } from '@ringside/contracts';
import { accountView } from '@ringside/dialer';
import type { AccountRow } from '@ringside/engine';

const URI = '/v1/account';

/** The account as a document. */
export function accountResource(
  account: AccountRow,
  phoneSystem: PhoneSystemStatus,
  seq: number,
): AccountResource {
  return {
    uri: URI,
    ...accountView(account, phoneSystem, seq),
    actions: {
      change: { method: 'PATCH', uri: URI },
      ...(account.dialingStoppedAt === null
        ? { stop_everything: { method: 'POST', uri: `${URI}/stop_everything` } }
        : { allow_dialing: { method: 'POST', uri: `${URI}/allow_dialing` } }),
    },
    resources: { index: '/v1', campaigns: '/v1/campaigns', phone_systems: '/v1/phone-systems' },
  };
}
