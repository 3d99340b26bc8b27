import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { WebhookMessageResource } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { formatDuration, formatExact } from '../../core/format.js';

/** When a waiting message is tried next, counting down. */
@Component({
  selector: 'rs-next-try',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[title]': 'exact()' },
  template: `
    @if (left(); as left) {
      <ng-container i18n>next try in {{ left }}</ng-container>
    } @else if (message().sequence > 1) {
      <ng-container i18n>as soon as its turn comes</ng-container>
    } @else {
      <ng-container i18n>on its way</ng-container>
    }
  `,
})
export class NextTryComponent {
  readonly #clock = inject(ClockStore);
  readonly message = input.required<WebhookMessageResource>();
  protected readonly exact = computed(() => formatExact(this.message().next_try_at));
  /** Null when it is due. */
  protected readonly left = computed(() => {
    const at = this.message().next_try_at;
    const ms = at === null ? 0 : Date.parse(at) - this.#clock.now();
    return ms < 1000 ? null : formatDuration(ms);
  });
}
