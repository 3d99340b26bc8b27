import { Injectable, computed, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { CallStoryResource } from '@ringside/contracts';
import { catchError, concat, debounceTime, from, map, of, scan, switchMap, type Observable } from 'rxjs';
import { createAct } from '../../core/act.js';
import { failureOf, type Failure } from '../../core/failure.js';
import { RINGSIDE } from '../../core/ringside.js';
import { storyOf } from './story.js';

/** The call that is told of, and what changes whenever it may have more to tell. */
export interface StoryOf {
  readonly callId: string | null;
  readonly version: string;
}

interface Told {
  readonly callId: string | null;
  readonly story: CallStoryResource | null;
  readonly failure: Failure | null;
}
const NOTHING: Told = { callId: null, story: null, failure: null };

/** The story of one call, read again whenever the call changes. */
@Injectable()
export class StoryStore {
  readonly #client = inject(RINGSIDE);
  readonly #of = signal<StoryOf>(
    { callId: null, version: '' },
    { equal: (a, b) => a.callId === b.callId && a.version === b.version },
  );
  readonly #told = toSignal(
    toObservable(this.#of).pipe(
      debounceTime(60),
      switchMap(({ callId }) => this.#read(callId)),
      // While the same call is read again, its story so far stays.
      scan(
        (told, next) =>
          next.story === null && next.callId === told.callId ? { ...told, failure: next.failure } : next,
        NOTHING,
      ),
    ),
    { initialValue: NOTHING },
  );

  readonly call = computed(() => (this.#told().callId === this.#of().callId ? this.#told().story : null));
  readonly failure = computed(() => this.#told().failure);
  /** Newest first. */
  readonly entries = computed(() => storyOf(this.call()?.events ?? []).toReversed());
  readonly hangingUp = createAct();

  show(of: StoryOf): void {
    if (of.callId !== this.#of().callId) this.hangingUp.clear();
    this.#of.set(of);
  }

  hangUp(): Promise<boolean> {
    const { callId } = this.#of();
    return this.hangingUp.run(async () => {
      if (callId) await this.#client.hangUp(callId);
    });
  }

  #read(callId: string | null): Observable<Told> {
    if (callId === null) return of(NOTHING);
    const blank: Told = { callId, story: null, failure: null };
    const read = from(this.#client.call(callId)).pipe(
      map((story): Told => ({ callId, story, failure: null })),
      catchError((error: unknown) => of<Told>({ ...blank, failure: failureOf(error) })),
    );
    return concat(of(blank), read);
  }
}
