import type { AccountStore } from '../account-store.js';
import { storable, storableJson } from '../database/text.js';
import type { AccountContext } from './context.js';

type CommandQueries = Pick<AccountStore, 'beginCommand' | 'finishCommand'>;

export function commandQueries({ db, accountId, now }: AccountContext): CommandQueries {
  return {
    async beginCommand(command) {
      const key = storable(command.key);
      const row = {
        name: storable(command.name),
        target: command.target === null ? null : storable(command.target),
        body_hash: storable(command.bodyHash),
      };
      const inserted = await db
        .insertInto('command')
        .values({
          ...row,
          account_id: accountId,
          key,
          actor: storable(command.actor),
          at: new Date(now()),
          ip: command.ip === null ? null : storable(command.ip),
          result: null,
        })
        .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst();
      if (inserted !== undefined) return { kind: 'new' };
      const first = await db
        .selectFrom('command')
        .select(['name', 'target', 'body_hash', 'result'])
        .where('account_id', '=', accountId)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      const same =
        first.name === row.name && first.target === row.target && first.body_hash === row.body_hash;
      return same ? { kind: 'repeat', result: first.result ?? null } : { kind: 'conflict' };
    },

    async finishCommand(key, result) {
      await db
        .updateTable('command')
        .set({ result: storableJson(result) })
        .where('account_id', '=', accountId)
        .where('key', '=', storable(key))
        .execute();
    },
  };
}
