import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { PhoneSystemNotice, PhoneSystemView } from '@ringside/contracts';
import { ConnectionStore } from '../../core/connection.store.js';
import {
  formatAgo,
  formatDuration,
  formatExact,
  formatNumber,
  formatRate,
  formatSince,
} from '../../core/format.js';
import { reasonOf, standingOf } from '../../core/phone-systems.store.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PhoneSystemProblemComponent } from '../../ui/phone-system-problem.component.js';
import { PhoneSystemStateComponent } from '../../ui/phone-system-state.component.js';
import { AbilityComponent } from './ability.component.js';
import { LoadBarComponent } from './load-bar.component.js';

/** One phone system: how it stands, since when, how busy it is, what it can do, and what is wrong with it. */
@Component({
  selector: 'rs-phone-system',
  imports: [
    AbilityComponent,
    IconComponent,
    LoadBarComponent,
    PhoneSystemProblemComponent,
    PhoneSystemStateComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './phone-system.component.html',
  styleUrl: './phone-system.component.css',
})
export class PhoneSystemComponent {
  readonly #connection = inject(ConnectionStore);
  readonly system = input.required<PhoneSystemView>();

  /** `1:23:45`, counting up to what is known. */
  protected readonly lasts = computed(() =>
    formatDuration(this.#connection.shownAt() - Date.parse(this.system().since)),
  );
  protected readonly since = computed(() => formatSince(this.system().since, this.#connection.shownAt()));
  protected readonly sinceExact = computed(() => formatExact(this.system().since));
  /** It has calls, and nothing is heard of them now. */
  protected readonly cut = computed(
    () => this.system().calls_in_flight > 0 && ['down', 'coming'].includes(standingOf(this.system())),
  );
  /** Why it is down now. */
  protected readonly reason = computed(() => reasonOf(this.system()));
  /** What went wrong before, and was mended. */
  protected readonly past = computed(() => (this.reason() ? null : this.system().last_error));
  /** Events come by a stream; otherwise nothing is known but by asking. */
  protected readonly asked = computed(() => ['reachable', 'unreachable'].includes(this.system().state));
  protected readonly count = formatNumber;
  protected readonly rate = formatRate;
  protected readonly exact = formatExact;

  protected when({ at }: PhoneSystemNotice): string {
    return formatAgo(at, this.#connection.shownAt());
  }
}
