import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';

/** The application's own tables; the dialer's stand in a schema of their own beside them. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

  async setUp(customers: readonly string[]): Promise<void> {
    await this.pool.query(
      'create table public.customer (phone text primary key, calls int not null default 0, talked boolean not null default false)',
    );
    for (const phone of customers) await this.pool.query('insert into public.customer values ($1)', [phone]);
  }

  async phones(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ phone: string }>(
      'select phone from public.customer order by phone',
    );
    return rows.map(({ phone }) => phone);
  }

  /** The fact tells a call; whose it was stands in the dialer's table, and both are in one database. */
  async note(callId: string, change: 'calls = calls + 1' | 'talked = true'): Promise<void> {
    await this.pool.query(
      `update public.customer set ${change} where phone = (select phone from ringside.call where id = $1)`,
      [callId],
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
