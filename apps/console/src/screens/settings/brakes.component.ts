import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { AccountStore, type Brake } from '../../core/account.store.js';
import { FailureComponent } from '../../ui/failure.component.js';

/** What the server takes at most. */
const LIMITS: Readonly<Record<Brake, number>> = {
  max_lines: 100_000,
  max_calls_per_second: 100_000,
  max_calls_per_day: 1_000_000_000,
};
const BRAKES = Object.keys(LIMITS) as readonly Brake[];

/** The limits of the whole account. */
@Component({
  selector: 'rs-brakes',
  imports: [FailureComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './brakes.component.html',
  styleUrl: './section.css',
})
export class BrakesComponent {
  protected readonly account = inject(AccountStore);
  /** What has been typed and not been saved; the other fields show what is set, whoever sets it. */
  readonly #typed = signal<Partial<Record<Brake, string>>>({});
  protected readonly saved = signal(false);
  protected readonly fields = computed(() => {
    const account = this.account.account();
    if (account === null) return [];
    return BRAKES.map((brake) => {
      const set = account[brake] === null ? '' : String(account[brake]);
      const value = this.#typed()[brake] ?? set;
      return { brake, value, changed: value !== set, wrong: !fits(brake, value), most: LIMITS[brake] };
    });
  });
  protected readonly wrong = computed(() => this.fields().some((field) => field.wrong));
  protected readonly changed = computed(() => this.fields().filter((field) => field.changed));

  protected type(brake: Brake, value: string): void {
    this.saved.set(false);
    this.#typed.update((typed) => ({ ...typed, [brake]: value.trim() }));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.wrong() || this.changed().length === 0) return;
    const brakes = this.changed().map(({ brake, value }) => [brake, value === '' ? null : Number(value)]);
    if (!(await this.account.setBrakes(Object.fromEntries(brakes) as Partial<Record<Brake, number | null>>)))
      return;
    this.saved.set(true);
  }
}

/** Nothing, or a whole number that the server takes. */
function fits(brake: Brake, typed: string): boolean {
  return typed === '' || (/^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= LIMITS[brake]);
}
