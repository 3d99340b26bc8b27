import { DOCUMENT, Injectable, computed, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { WebhookMessageFilter } from '@ringside/client';
import {
  MESSAGE_STATES,
  type MessageState,
  type WebhookMessageDocument,
  type WebhookMessageResource,
} from '@ringside/contracts';
import { EMPTY, exhaustMap, filter, from, fromEvent, merge, switchMap, timer, type Observable } from 'rxjs';
import { createAct } from '../../core/act.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { DOCUMENTS } from '../../core/documents.js';
import { failureOf, type Failure } from '../../core/failure.js';

/** Rows at first, how many more come with each wish for older ones, and the most that one answer holds. */
const ROWS = { first: 100, step: 300, most: 1000 } as const;
/** Nothing tells of messages live, so what is looked at is read again this often; many rows less often. Milliseconds. */
const EVERY_MS = 2000;
const MANY_EVERY_MS = 8000;

/** What can be filtered by; the names stand in the address. */
export type MessageFilterName = keyof WebhookMessageFilter;

/** A message, with what is posted as soon as that is known. */
export type OpenMessage = WebhookMessageResource & Partial<Pick<WebhookMessageDocument, 'body'>>;

interface Wanted {
  readonly filter: WebhookMessageFilter;
  readonly limit: number;
  readonly selected: string | null;
  readonly live: boolean;
  /** Another number: read again at once. */
  readonly turn: number;
}
interface Told {
  /** Of which filter these are the rows. */
  readonly filter: WebhookMessageFilter | null;
  readonly rows: readonly WebhookMessageResource[];
  readonly more: boolean;
  /** The open one, with what is posted; also when it is not among the rows. */
  readonly selected: WebhookMessageDocument | null;
  readonly failure: Failure | null;
  /** Why the open one cannot be shown. */
  readonly selectedFailure: Failure | null;
}
const NOTHING: Told = {
  filter: null,
  rows: [],
  more: false,
  selected: null,
  failure: null,
  selectedFailure: null,
};

/** What was, or will be, posted to developers' servers, newest first; read again and again while somebody looks. */
@Injectable()
export class MessagesStore {
  readonly #messages = inject(DOCUMENTS).webhookMessages;
  readonly #connection = inject(ConnectionStore);
  readonly #document = inject(DOCUMENT);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });

  readonly filter = computed<WebhookMessageFilter>(() => filterOf((name) => this.#query().get(name)), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  readonly filtered = computed(() => Object.keys(this.filter()).length > 0);
  /** Id of the message that is open. */
  readonly selected = computed(() => this.#query().get('message'));

  readonly #limit = signal<number>(ROWS.first);
  readonly #turn = signal(0);
  readonly #told = signal<Told>(NOTHING);
  readonly #wanted = computed<Wanted>(() => ({
    filter: this.filter(),
    limit: this.#limit(),
    selected: this.selected(),
    live: this.#connection.live(),
    turn: this.#turn(),
  }));

  /** Null until the server has told. */
  readonly rows = computed(() => (this.#told().filter === this.filter() ? this.#told().rows : null));
  readonly failure = computed(() => this.#told().failure);
  readonly openFailure = computed(() => (this.open() === null ? this.#told().selectedFailure : null));
  /** Whether there are older ones that can be asked for. */
  readonly more = computed(() => this.#told().more && this.#limit() < ROWS.most);
  /** Whether there are older ones beyond what is shown here at all. */
  readonly cut = computed(() => this.#told().more && this.#limit() >= ROWS.most);
  readonly waitsForOlder = computed(() => (this.rows()?.length ?? 0) < this.#limit() && this.#told().more);
  /** The open message, as last read; what the list has of it until its own document came. */
  readonly open = computed<OpenMessage | null>(() => {
    const id = this.selected();
    if (id === null) return null;
    const { rows, selected } = this.#told();
    return selected?.id === id ? selected : (rows.find((row) => row.id === id) ?? null);
  });
  readonly sending = createAct();

  constructor() {
    toObservable(this.#wanted)
      .pipe(
        switchMap((wanted) =>
          wanted.live ? this.#moments(wanted).pipe(exhaustMap(() => from(this.#read(wanted)))) : EMPTY,
        ),
        takeUntilDestroyed(),
      )
      .subscribe((told) => this.#told.set(told));
  }

  set(name: MessageFilterName, value: string | null): void {
    this.#limit.set(ROWS.first);
    this.#go({ [name]: value });
  }
  clear(): void {
    this.#limit.set(ROWS.first);
    this.#go({ state: null, campaign: null, call: null });
  }
  older(): void {
    this.#limit.update((limit) => Math.min(ROWS.most, limit + ROWS.step));
  }
  readAgain(): void {
    this.#turn.update((turn) => turn + 1);
  }
  select(id: string | null): void {
    if (id !== this.selected()) this.sending.clear();
    this.#go({ message: id });
  }
  /** Opens the row that many below the open one, or the first. */
  move(by: number): void {
    const rows = this.rows() ?? [];
    const at = rows.findIndex(({ id }) => id === this.selected());
    const next = rows[at < 0 ? 0 : at + by];
    if (next) this.select(next.id);
  }

  /** Sends the open message again, with all its tries before it. */
  sendAgain(): Promise<boolean> {
    const id = this.selected();
    return this.sending.run(async () => {
      if (id === null) return;
      const sent = await this.#messages.replay(id);
      const put = (row: WebhookMessageResource): WebhookMessageResource => (row.id === id ? sent : row);
      this.#told.update((told) => ({ ...told, rows: told.rows.map(put), selected: sent }));
      this.readAgain();
    });
  }

  #moments({ limit }: Wanted): Observable<unknown> {
    const turns = timer(0, limit > ROWS.first ? MANY_EVERY_MS : EVERY_MS);
    return merge(turns, fromEvent(this.#document, 'visibilitychange')).pipe(
      filter(() => this.#document.visibilityState !== 'hidden'),
    );
  }

  async #read({ filter: wanted, limit, selected: id }: Wanted): Promise<Told> {
    try {
      const [{ items: rows, next_page }, one] = await Promise.all([
        this.#messages.all(wanted, { limit }).first(),
        this.#readOne(id),
      ]);
      return { filter: wanted, rows, more: next_page !== null, failure: null, ...one };
    } catch (error) {
      return { ...untracked(this.#told), failure: failureOf(error) };
    }
  }

  async #readOne(id: string | null): Promise<Pick<Told, 'selected' | 'selectedFailure'>> {
    try {
      return { selected: id === null ? null : await this.#messages.get(id), selectedFailure: null };
    } catch (error) {
      return { selected: null, selectedFailure: failureOf(error) };
    }
  }

  #go(queryParams: Record<string, string | null>): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: 'merge',
    });
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The filter that an address asks for; what makes no sense is left out. */
function filterOf(get: (name: MessageFilterName) => string | null): WebhookMessageFilter {
  const [state, campaign, call] = [get('state'), get('campaign'), get('call')];
  return {
    ...(isState(state) && { state }),
    ...(campaign && UUID.test(campaign) && { campaign }),
    ...(call && UUID.test(call) && { call }),
  };
}

function isState(value: string | null): value is MessageState {
  return (MESSAGE_STATES as readonly (string | null)[]).includes(value);
}
