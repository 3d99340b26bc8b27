import { Injectable, computed, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { CallStoryResource, RowView } from '@ringside/contracts';
import { catchError, concat, debounceTime, from, map, of, scan, switchMap, type Observable } from 'rxjs';
import { createAct } from '../../core/act.js';
import { failureOf, type Failure } from '../../core/failure.js';
import { RINGSIDE } from '../../core/ringside.js';
import { storyOf } from './story.js';

interface Told {
  readonly callId: string | null;
  readonly story: CallStoryResource | null;
  readonly failure: Failure | null;
}
const NOTHING: Told = { callId: null, story: null, failure: null };

/** The story of one row's latest call, read again whenever the row changes. */
@Injectable()
export class StoryStore {
  readonly #client = inject(RINGSIDE);
  readonly #row = signal<RowView | null>(null);
  /** Changes whenever the call may have more to tell. */
  readonly #version = computed(
    () => {
      const row = this.#row();
      return { callId: row?.call_id ?? null, state: `${row?.call_state} ${row?.status} ${row?.ended_at}` };
    },
    { equal: (a, b) => a.callId === b.callId && a.state === b.state },
  );
  readonly #told = toSignal(
    toObservable(this.#version).pipe(
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

  readonly call = computed(() => (this.#told().callId === this.#row()?.call_id ? this.#told().story : null));
  readonly failure = computed(() => this.#told().failure);
  /** Newest first. */
  readonly entries = computed(() => storyOf(this.call()?.events ?? []).toReversed());
  readonly hangingUp = createAct();

  show(row: RowView | null): void {
    if (row?.id !== this.#row()?.id) this.hangingUp.clear();
    this.#row.set(row);
  }

  hangUp(): Promise<boolean> {
    const callId = this.#row()?.call_id;
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
