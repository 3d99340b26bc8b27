import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { PhoneSystemsSnapshot } from '@ringside/contracts';
import type { Subscription } from 'rxjs';
import { DialerService } from '../dialer.service.js';

/** Where phone systems are told of: one room an account. */
export interface PhoneSystemRooms {
  size(accountId: string): number;
  emit(accountId: string, snapshot: PhoneSystemsSnapshot): void;
}

/** Tells the rooms that have somebody in them how the phone systems of their account stand, when that changes. */
@Injectable()
export class PhoneSystemRoom implements OnModuleDestroy {
  rooms: PhoneSystemRooms | null = null;
  private readonly watched = new Map<string, Subscription>();

  constructor(private readonly dialer: DialerService) {}

  /** How they stand now; from here on, each change goes to the room, which the asker has joined. */
  follow(accountId: string): PhoneSystemsSnapshot {
    if (!this.watched.has(accountId)) {
      const changes = this.dialer.phoneSystemChanges(accountId);
      this.watched.set(
        accountId,
        changes.subscribe((snapshot) => this.tell(accountId, snapshot)),
      );
    }
    return this.dialer.phoneSystems(accountId);
  }

  onModuleDestroy(): void {
    for (const subscription of this.watched.values()) subscription.unsubscribe();
    this.watched.clear();
  }

  private tell(accountId: string, snapshot: PhoneSystemsSnapshot): void {
    if (this.rooms?.size(accountId)) return this.rooms.emit(accountId, snapshot);
    this.watched.get(accountId)?.unsubscribe();
    this.watched.delete(accountId);
  }
}
