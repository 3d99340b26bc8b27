import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { isTerminal, type CallView } from '@ringside/contracts';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDuration, formatExact, formatSince } from '../../core/format.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { DirectionComponent } from './direction.component.js';
import { FlagWordsComponent } from '../../ui/flag-words.component.js';
import { OriginComponent } from './origin.component.js';

/** The cells of one call; the times of a call in flight count up. */
@Component({
  selector: 'rs-call-row',
  imports: [
    DirectionComponent,
    FlagWordsComponent,
    IconComponent,
    OriginComponent,
    PhoneComponent,
    StatusComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './call-row.component.html',
  styleUrls: ['../../ui/list-row.css', './call-row.component.css'],
})
export class CallRowComponent {
  readonly #connection = inject(ConnectionStore);
  /** Absent while it is being read. */
  readonly call = input<CallView>();
  /** What its tenant is called; null when there is only one. */
  readonly tenant = input<string | null>(null);
  readonly origin = input<string | null>(null);

  protected readonly began = computed(() => {
    const at = this.call()?.created_at ?? null;
    // The day is enough: what is shown changes with it only.
    return at === null ? '' : formatSince(at, this.#connection.shownAt());
  });
  protected readonly beganExact = computed(() => formatExact(this.call()?.created_at ?? null));
  protected readonly ring = computed(() => {
    const call = this.call();
    return call ? this.#span(call, call.ringing_at, call.answered_at ?? call.ended_at) : '';
  });
  protected readonly talk = computed(() => {
    const call = this.call();
    if (!call) return '';
    if (call.talk_time !== null) return formatDuration(call.talk_time * 1000);
    return call.ended_at === null ? this.#span(call, call.answered_at, null) : '';
  });

  #span(call: CallView, from: string | null, to: string | null): string {
    if (from === null) return '';
    const begin = Date.parse(from);
    if (to !== null) return Date.parse(to) < begin ? '' : formatDuration(Date.parse(to) - begin);
    return isTerminal(call.state) ? '' : formatDuration(this.#connection.shownAt() - begin);
  }
}
