import { isTerminal } from '@ringside/contracts';
import type { PbxCall } from './model.js';
import type { Timed } from './time-heap.js';

/** So many ended calls are remembered, so that late webhooks need no look-up. */
const ENDED_KEPT = 10_000;

/** A call in memory. The call itself is never changed, only replaced: what went into a batch stays as it was. */
export interface Followed extends Timed {
  call: PbxCall;
  /** When it was reported as overdue; null when it was not, or has been heard of since. */
  overdueAt: number | null;
}

/** The calls a follower knows: all open ones, and the last that ended. */
export class CallMemory {
  /** By call id. */
  readonly open = new Map<string, PbxCall>();
  private readonly byKey = new Map<string, Followed>();
  /** Keys, oldest end first. */
  private readonly ended = new Set<string>();

  find(tenantId: string, uuid: string): Followed | undefined {
    return this.byKey.get(keyOf(tenantId, uuid));
  }

  /** By id, of an open call. */
  findOpen(id: string): Followed | undefined {
    const call = this.open.get(id);
    return call === undefined ? undefined : this.find(call.tenantId, call.uuid);
  }

  /** Takes a call in that is not known yet. */
  add(call: PbxCall): Followed {
    const followed: Followed = { call, overdueAt: null, lookAt: Infinity, slot: -1 };
    this.byKey.set(keyOf(call.tenantId, call.uuid), followed);
    this.file(call);
    return followed;
  }

  replace(followed: Followed, call: PbxCall): void {
    if (followed.call.id !== call.id) this.open.delete(followed.call.id);
    followed.call = call;
    this.file(call);
  }

  private file(call: PbxCall): void {
    if (!isTerminal(call.state)) {
      this.open.set(call.id, call);
      return;
    }
    this.open.delete(call.id);
    this.ended.add(keyOf(call.tenantId, call.uuid));
    if (this.ended.size <= ENDED_KEPT) return;
    for (const oldest of this.ended) {
      this.ended.delete(oldest);
      this.byKey.delete(oldest);
      break;
    }
  }
}

/** Ids of tenants have no slash, so no two calls share a key. */
function keyOf(tenantId: string, uuid: string): string {
  return `${tenantId}/${uuid}`;
}
