import type { AccountResource, Action, PhoneSystemStatus } from '@ringside/contracts';
import { accountView } from '@ringside/dialer';
import type { AccountRow } from '@ringside/engine';
import { action } from '../http/action.js';
import { ChangeAccountDto } from './account.dto.js';

const URI = '/v1/account';

/** How the brakes are changed. */
export function changeAccountAction(): Action {
  return action('PATCH', URI, ChangeAccountDto);
}

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
      change: changeAccountAction(),
      ...(account.dialingStoppedAt === null
        ? { stop_everything: action('POST', `${URI}/stop_everything`) }
        : { allow_dialing: action('POST', `${URI}/allow_dialing`) }),
    },
    resources: { index: '/v1', campaigns: '/v1/campaigns', phone_systems: '/v1/phone-systems' },
  };
}
