import { createBrakes, type AccountRow, type DialerStore } from '@ringside/engine';
import { accountDay } from './account-day.js';
import type { Batch } from './batch.js';
import { DialerError } from './dialer.error.js';
import { dialingConnection, type Connection } from './dialer.options.js';

/** An account with its brakes, shared by its campaigns, and its stream's last event number. */
export interface HostedAccount {
  row: AccountRow;
  readonly brakes: ReturnType<typeof createBrakes>;
  seq: number;
  dayEndsAt: number;
}

/** The accounts the dialer has met since its start. */
export class Accounts {
  private readonly opening = new Map<string, Promise<HostedAccount>>();
  private readonly opened = new Map<string, HostedAccount>();

  constructor(
    private readonly store: DialerStore,
    private readonly connections: readonly Connection[],
    private readonly now: () => number,
    private readonly linesInUse: (accountId: string) => number,
  ) {}

  async get(accountId: string): Promise<HostedAccount> {
    let account = this.opening.get(accountId);
    if (!account) {
      account = this.open(accountId);
      this.opening.set(accountId, account);
      account.catch(() => this.opening.delete(accountId));
    }
    return account;
  }

  /** Reads the account's row again: its brakes may have changed. */
  async refresh(accountId: string): Promise<HostedAccount> {
    const account = await this.get(accountId);
    account.row = await this.store.account(accountId);
    account.brakes.setAccountLimits(limitsOf(account.row));
    return account;
  }

  /** Whether everything of this account was stopped and has not been allowed again. */
  isStopped(accountId: string): boolean {
    return (this.opened.get(accountId)?.row.dialingStoppedAt ?? null) !== null;
  }

  mustBeAllowed(accountId: string): void {
    if (!this.isStopped(accountId)) return;
    throw new DialerError('dialing_stopped', 'Dialing is stopped for this account; allow it again first.');
  }

  /** Puts a fact on the account's stream, with that stream's next number. */
  record(fact: Omit<Batch['facts'][number], 'stream' | 'seq'>, batch: Batch): void {
    const account = this.opened.get(fact.accountId);
    if (!account) throw new Error(`account ${fact.accountId} is not open`);
    batch.facts.push({ ...fact, stream: `account:${fact.accountId}`, seq: ++account.seq });
  }

  /** At the account's midnight the daily brake begins again. */
  rollDay(now: number): void {
    for (const account of this.opened.values()) {
      if (now < account.dayEndsAt) continue;
      account.dayEndsAt = accountDay(now, account.row.timeZone).end;
      account.brakes.setDay({ calls: 0, endsAt: account.dayEndsAt });
    }
  }

  private async open(accountId: string): Promise<HostedAccount> {
    const row = await this.store.account(accountId);
    const day = accountDay(this.now(), row.timeZone);
    const limits = dialingConnection(this.connections, accountId)?.provider.limits;
    const brakes = createBrakes(
      limitsOf(row),
      {
        providerCallsPerSecond: limits?.callsPerSecond ?? null,
        providerMaxConcurrent: limits?.maxConcurrent ?? null,
      },
      () => this.linesInUse(accountId),
      { calls: await this.store.countCallsSince(accountId, day.start), endsAt: day.end },
    );
    const seq = await this.store.lastSeq(`account:${accountId}`);
    const account: HostedAccount = { row, brakes, seq, dayEndsAt: day.end };
    this.opened.set(accountId, account);
    return account;
  }
}

function limitsOf(row: AccountRow): {
  maxLines: number | null;
  callsPerSecond: number | null;
  callsPerDay: number | null;
} {
  return { maxLines: row.maxLines, callsPerSecond: row.maxCallsPerSecond, callsPerDay: row.maxCallsPerDay };
}
