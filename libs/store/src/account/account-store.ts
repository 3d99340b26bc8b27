import type { AccountStore } from '../account-store.js';
import { toAccount } from '../database/rows.js';
import { allCallQueries } from './all-calls.js';
import { basisQueries } from './basis.js';
import { callQueries } from './calls.js';
import { campaignQueries } from './campaigns.js';
import { commandQueries } from './commands.js';
import { contactQueries } from './contacts.js';
import type { AccountContext } from './context.js';
import { deliveryQueries } from './deliveries.js';
import { feedQueries } from './feeds.js';
import { keyQueries } from './keys.js';
import { minutesQueries } from './minutes.js';
import { messageQueries } from '../outgoing/message-queries.js';
import { peopleQueries } from './people.js';

/** Everything of one account, and of no other. */
export function createAccountStore(context: AccountContext): AccountStore {
  return {
    ...brakeQueries(context),
    ...campaignQueries(context),
    ...contactQueries(context),
    ...callQueries(context),
    ...allCallQueries(context),
    ...feedQueries(context),
    ...deliveryQueries(context),
    ...minutesQueries(context),
    ...basisQueries(context),
    ...commandQueries(context),
    ...messageQueries(context),
    ...peopleQueries(context),
    ...keyQueries(context),
  };
}

type BrakeQueries = Pick<AccountStore, 'account' | 'setBrakes' | 'setDialingStopped'>;

function brakeQueries({ db, accountId }: AccountContext): BrakeQueries {
  const account = async () =>
    toAccount(
      await db.selectFrom('account').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow(),
    );
  return {
    account,

    async setBrakes({ maxLines, maxCallsPerSecond, maxCallsPerDay }) {
      const changes = {
        ...(maxLines === undefined ? {} : { max_lines: maxLines }),
        ...(maxCallsPerSecond === undefined ? {} : { max_calls_per_second: maxCallsPerSecond }),
        ...(maxCallsPerDay === undefined ? {} : { max_calls_per_day: maxCallsPerDay }),
      };
      if (Object.keys(changes).length > 0) {
        await db.updateTable('account').set(changes).where('id', '=', accountId).execute();
      }
      return account();
    },

    async setDialingStopped(at) {
      await db
        .updateTable('account')
        .set({ dialing_stopped_at: at === null ? null : new Date(at) })
        .where('id', '=', accountId)
        .execute();
    },
  };
}
