import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  linkedSignal,
  viewChild,
  type ElementRef,
  type Signal,
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
import { EarlierComponent } from './earlier.component.js';
import { NumberFieldComponent } from './number-field.component.js';
import { ResultsComponent } from './results.component.js';
import { SettingsComponent } from './settings.component.js';
import { SimulateStore } from './simulate.store.js';
import { TimesComponent } from './times.component.js';
import { isRight, type FieldName } from './asked.js';

/** What tonight would look like before dialing: settings by hand or from past calls, and what they come to. */
@Component({
  selector: 'rs-simulate',
  imports: [
    EarlierComponent,
    FailureComponent,
    IconComponent,
    NumberFieldComponent,
    ResultsComponent,
    SettingsComponent,
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
  protected readonly title = viewChild<ElementRef<HTMLElement>>('title');
  protected readonly cancelButton = viewChild<ElementRef<HTMLElement>>('cancel');
  protected readonly account = inject(AccountStore);
  protected readonly connection = inject(ConnectionStore);
  protected readonly store = inject(SimulateStore);
  protected readonly percent = computed(() => Math.floor((this.store.simulation()?.progress ?? 0) * 100));
  /** Means that are drawn, seconds: while what is typed is none, the last one. */
  protected readonly answerMean = this.#mean('answer_seconds', 12);
  protected readonly talkMean = this.#mean('talk_seconds', 120);
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
      moved: this.store.moved(),
      answer: basis.answer_seconds && formatRate(basis.answer_seconds.mean),
      talk: basis.talk_seconds && formatRate(basis.talk_seconds.mean),
    };
  });

  constructor() {
    inject(KeysService).bind({ Space: () => void this.run() }, inject(DestroyRef));
    effect(() => {
      // The button that had the focus goes when there is nothing to cancel any more.
      if (!this.store.runs() && hasFocus(this.cancelButton())) this.#focusTitle();
    });
  }

  protected async run(): Promise<void> {
    if (this.store.asked() === null || this.store.runs()) return;
    if (!(await this.store.run())) return;
    const show = (): void => {
      // On a phone it stands below the form.
      this.state()?.nativeElement.scrollIntoView?.({ block: 'nearest' });
      // Run cannot be pressed meanwhile, and would take the focus with it; who typed in a field stays there.
      if (!(document.activeElement instanceof HTMLInputElement)) this.#focusTitle();
    };
    afterNextRender(show, { injector: this.#injector });
  }

  #focusTitle(): void {
    this.title()?.nativeElement.focus({ preventScroll: true });
  }
  #mean(name: FieldName, first: number): Signal<number> {
    return linkedSignal<string, number>({
      source: () => this.store.typed()[name],
      computation: (typed, last) => (isRight(name, typed) ? Number(typed) : (last?.value ?? first)),
    });
  }
  protected setJurisdiction(value: string): void {
    this.store.set({ jurisdiction: value as SimulatedJurisdiction });
  }
  protected made({ created_at }: SimulationResource): string {
    return formatMoment(Date.parse(created_at), this.#clock.now());
  }
}

function hasFocus(element: ElementRef<HTMLElement> | undefined): boolean {
  return element !== undefined && element.nativeElement === document.activeElement;
}
