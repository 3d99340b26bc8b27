import { Injectable, Module } from '@nestjs/common';
import { OnDialerEvent, type FactOf } from '@ringside/dialer';
import { Database } from './database.js';
import { DialingModule } from './dialing.js';

/** A business application, as somebody else writes it: it keeps customers, and hears of their calls. */
@Injectable()
export class Customers {
  readonly allCalled: Promise<void>;
  private done: () => void = () => undefined;

  constructor(private readonly database: Database) {
    this.allCalled = new Promise((resolve) => (this.done = resolve));
  }

  @OnDialerEvent('call.dialing')
  async onDialing({ data }: FactOf<'call.dialing'>): Promise<void> {
    await this.database.note(data.call_id, 'calls = calls + 1');
  }

  @OnDialerEvent('call.answered')
  async onAnswered({ data }: FactOf<'call.answered'>): Promise<void> {
    await this.database.note(data.call_id, 'talked = true');
    console.log('answered', data.position);
  }

  @OnDialerEvent('campaign.completed')
  onCompleted(): void {
    console.log('completed');
    this.done();
  }
}

@Module({ imports: [DialingModule], providers: [Customers, Database] })
export class AppModule {}
