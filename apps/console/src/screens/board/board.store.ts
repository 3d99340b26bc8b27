import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import type { CampaignLive } from '@ringside/client';
import { UNANSWERED_STATUSES, type CampaignView } from '@ringside/contracts';
import { catchError, filter, map, of, startWith, switchMap } from 'rxjs';
import { createAct } from '../../core/act.js';
import { ClockStore } from '../../core/clock.store.js';
import { conflate } from '../../core/conflate.js';
import { failureOf, type Failure } from '../../core/failure.js';
import { RINGSIDE } from '../../core/ringside.js';
import { SessionStore } from '../../core/session.store.js';
import { lineSlots } from './line-slots.js';
import { expectedEnd, ratePerMinute, sampled, type PaceSample } from './pace.js';
import { segmentsOf } from '../../ui/segments.js';

/** What the main button does now. */
export type MainAction = 'call' | 'pause' | 'resume' | 'again';
/** Which button waits for its answer. */
export type Pressed = MainAction | 'stop' | 'unanswered';

interface Loaded {
  readonly live: CampaignLive | null;
  readonly failure: Failure | null;
}
const NOTHING: Loaded = { live: null, failure: null };

/** The campaign on the board: its state, lines and pace, and the commands to it. */
@Injectable()
export class BoardStore {
  readonly #client = inject(RINGSIDE);
  readonly #clock = inject(ClockStore);
  readonly #session = inject(SessionStore);

  readonly id = toSignal(inject(ActivatedRoute).paramMap.pipe(map((params) => params.get('id') ?? '')), {
    requireSync: true,
  });
  readonly #loaded = toSignal(
    toObservable(this.id).pipe(
      switchMap((id) =>
        conflate(this.#client.campaign(id)).pipe(
          map((live): Loaded => ({ live, failure: null })),
          catchError((error: unknown) => of<Loaded>({ live: null, failure: failureOf(error) })),
          startWith(NOTHING),
        ),
      ),
    ),
    { initialValue: NOTHING },
  );
  /** The campaign as a command answered, until the stream has caught up with it. */
  readonly #answered = signal<CampaignView | null>(null);
  readonly #samples = signal<readonly PaceSample[]>([]);

  readonly live = computed(() => this.#loaded().live);
  /** Why there is nothing to show. */
  readonly failure = computed(() => this.#loaded().failure);
  readonly campaign = computed(() => {
    const campaign = this.live()?.campaign ?? null;
    const answered = this.#answered();
    return campaign && answered?.id === campaign.id && answered.seq > campaign.seq ? answered : campaign;
  });
  readonly lines = computed(() => this.live()?.lines ?? []);
  readonly slots = toSignal(
    toObservable(this.live).pipe(
      filter((live) => live !== null),
      lineSlots,
    ),
    { initialValue: [] },
  );
  readonly segments = computed(() => {
    const campaign = this.campaign();
    return campaign ? segmentsOf(campaign.counts) : [];
  });
  readonly rate = computed(() => {
    const campaign = this.campaign();
    return campaign && ratePerMinute(this.#samples(), campaign, this.#clock.now());
  });
  readonly end = computed(() => {
    const campaign = this.campaign();
    return campaign && expectedEnd(this.rate(), campaign.counts, this.#clock.now());
  });

  readonly #mayDial = computed(() => this.#session.may('dial'));
  /** Null also for who may only look. */
  readonly mainAction = computed<MainAction | null>(() => {
    if (!this.#mayDial()) return null;
    switch (this.campaign()?.state) {
      case 'idle':
        return 'call';
      case 'running':
        return 'pause';
      case 'paused':
        return 'resume';
      case 'stopped':
      case 'completed':
        return 'again';
      default:
        return null;
    }
  });
  readonly canStop = computed(
    () => this.#mayDial() && ['running', 'paused'].includes(this.campaign()?.state ?? ''),
  );
  /** How many a further pass over the unanswered would call; 0 before the end. */
  readonly unanswered = computed(() => {
    const campaign = this.campaign();
    if (!campaign || this.mainAction() !== 'again') return 0;
    return UNANSWERED_STATUSES.reduce((sum, status) => sum + campaign.counts[status], 0);
  });

  readonly command = createAct();
  readonly #pressed = signal<Pressed | null>(null);
  /** The button that waits for its answer. */
  readonly waiting = computed(() => (this.command.busy() ? this.#pressed() : null));

  constructor() {
    effect(() => {
      const campaign = this.campaign();
      if (!campaign) return;
      const now = untracked(this.#clock.now);
      this.#samples.update((samples) => sampled(samples, campaign, now));
    });
    effect(() => {
      this.id();
      this.#samples.set([]);
      this.command.clear();
    });
  }

  press(button: Pressed): Promise<boolean> {
    const id = this.id();
    if (!this.command.busy()) this.#pressed.set(button);
    return this.command.run(async () => {
      this.#answered.set(await this.#send(button, id));
    });
  }

  #send(button: Pressed, id: string): Promise<CampaignView> {
    switch (button) {
      case 'pause':
        return this.#client.pause(id);
      case 'stop':
        return this.#client.stop(id);
      case 'unanswered':
        return this.#client.start(id, 'unanswered');
      case 'again':
        return this.#client.start(id, 'all');
      default:
        return this.#client.start(id);
    }
  }
}
