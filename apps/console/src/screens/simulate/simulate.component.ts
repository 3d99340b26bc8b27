import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  viewChild,
  type ElementRef,
} from '@angular/core';
import type { SimulatedJurisdiction, SimulationResource } from '@ringside/contracts';
import { AccountStore } from '../../core/account.store.js';
import { ClockStore } from '../../core/clock.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDay, formatMoment, formatNumber, formatRate } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { NumberFieldComponent } from './number-field.component.js';
import { ResultsComponent } from './results.component.js';
import { SimulateStore } from './simulate.store.js';
import { TimesComponent } from './times.component.js';
import { isRight } from './asked.js';

/** What tonight would look like before dialing: settings by hand or from past calls, and what they come to. */
@Component({
  selector: 'rs-simulate',
  imports: [
    FailureComponent,
    IconComponent,
    NumberFieldComponent,
    ResultsComponent,
    TimesComponent,
    TopBarComponent,
  ],
  providers: [SimulateStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './simulate.component.html',
  styleUrls: ['../../ui/screen.css', './simulate.component.css'],
})
export class SimulateComponent {
  readonly #clock = inject(ClockStore);
  readonly #injector = inject(Injector);
  protected readonly state = viewChild<ElementRef<HTMLElement>>('state');
  protected readonly account = inject(AccountStore);
  protected readonly connection = inject(ConnectionStore);
  protected readonly store = inject(SimulateStore);
  protected readonly percent = computed(() => Math.floor((this.store.simulation()?.progress ?? 0) * 100));
  /** Means that can be drawn, seconds; null: what was typed is none. */
  protected readonly answerMean = computed(() => {
    const typed = this.store.typed().answer_seconds;
    return isRight('answer_seconds', typed) ? Number(typed) : null;
  });
  protected readonly talkMean = computed(() => {
    const typed = this.store.typed().talk_seconds;
    return isRight('talk_seconds', typed) ? Number(typed) : null;
  });
  protected readonly past = computed(() => {
    const basis = this.store.basis();
    if (basis === null) return null;
    const day = (at: string | null): string => (at === null ? '' : formatDay(at.slice(0, 10)));
    return {
      calls: basis.calls,
      count: formatNumber(basis.calls),
      from: day(basis.from),
      to: day(basis.to),
      rate: basis.answer_rate === null ? null : formatRate(basis.answer_rate * 100),
      answer: basis.answer_seconds && formatRate(basis.answer_seconds.mean),
      talk: basis.talk_seconds && formatRate(basis.talk_seconds.mean),
    };
  });

  constructor() {
    inject(KeysService).bind({ Space: () => void this.run() }, inject(DestroyRef));
  }

  protected async run(): Promise<void> {
    if (this.store.asked() === null || this.store.runs()) return;
    if (!(await this.store.run())) return;
    // On a phone it stands below the form.
    const show = (): void => this.state()?.nativeElement.scrollIntoView?.({ block: 'nearest' });
    afterNextRender(show, { injector: this.#injector });
  }
  protected setJurisdiction(value: string): void {
    this.store.set({ jurisdiction: value as SimulatedJurisdiction });
  }
  protected made({ created_at }: SimulationResource): string {
    return formatMoment(Date.parse(created_at), this.#clock.now());
  }
}
