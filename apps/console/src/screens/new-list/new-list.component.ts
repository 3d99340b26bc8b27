import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { Router } from '@angular/router';
import { CAMPAIGN_LIMITS, MACHINE_DETECTIONS, type FieldProblem } from '@ringside/contracts';
import { formatBytes, formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { SessionStore } from '../../core/session.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { NotYoursComponent } from '../../ui/not-yours.component.js';
import { LineProblemComponent } from './line-problem.component.js';
import { ListFieldComponent } from './list-field.component.js';
import { NewListStore } from './new-list.store.js';

/** Problems that are written out; the rest is counted. */
const SHOWN_PROBLEMS = 100;

/** Paste, type or drop a list; it is checked as it stands, and becomes a campaign that has not started. */
@Component({
  selector: 'rs-new-list',
  imports: [
    FailureComponent,
    IconComponent,
    LineProblemComponent,
    ListFieldComponent,
    NotYoursComponent,
    TopBarComponent,
  ],
  providers: [NewListStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './new-list.component.html',
  styleUrl: './new-list.component.css',
  host: {
    '(dragover)': 'onDrag($event, true)',
    '(dragleave)': 'onDrag($event, false)',
    '(drop)': 'onDrop($event)',
  },
})
export class NewListComponent {
  readonly #router = inject(Router);
  protected readonly session = inject(SessionStore);
  protected readonly store = inject(NewListStore);
  protected readonly more = viewChild<ElementRef<HTMLDetailsElement>>('more');
  protected readonly field = viewChild(ListFieldComponent);
  protected readonly dragging = signal(false);
  protected readonly limits = CAMPAIGN_LIMITS.lines;

  protected readonly contacts = computed(() => this.store.parsed().contacts.length);
  protected readonly contactsText = computed(() => formatNumber(this.contacts()));
  protected readonly problems = computed(() => this.store.parsed().problems.slice(0, SHOWN_PROBLEMS));
  protected readonly moreProblems = computed(
    () => this.store.parsed().problems.length - this.problems().length,
  );
  protected readonly problemCount = computed(() => this.store.parsed().problems.length);
  protected readonly bytes = formatBytes;
  protected readonly count = formatNumber;

  constructor() {
    inject(KeysService).bind({ Space: () => void this.use() }, inject(DestroyRef));
    effect(() => {
      const more = this.more()?.nativeElement;
      if (more && this.#folded()) more.open = true;
    });
  }

  protected async use(): Promise<void> {
    if (!this.store.ready() || !this.session.may('dial')) return;
    const id = await this.store.create();
    if (id) await this.#router.navigate(['/campaigns', id]);
  }

  protected onDrag(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dragging.set(over);
  }

  protected onDrop(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    this.dragging.set(false);
    if (!file) return;
    event.preventDefault();
    void this.store.take(file);
  }

  protected choose(input: HTMLInputElement): void {
    const file = input.files?.[0];
    if (file) void this.store.take(file);
    input.value = '';
  }

  protected setMachines(value: string): void {
    const chosen = MACHINE_DETECTIONS.find((each) => each === value);
    if (chosen) this.store.machines.set(chosen);
  }

  /** Whether something that may be folded away keeps the list from being used. */
  #folded(): boolean {
    return this.store.fromProblem() !== null || this.store.callStateUrlProblem() !== null;
  }
  protected keepOpen(more: HTMLDetailsElement): void {
    if (this.#folded()) more.open = true;
  }
  protected detailOf(problem: FieldProblem | string): string {
    return typeof problem === 'string' ? problem : problem.detail;
  }

  protected setLines(value: string): void {
    this.store.lines.set(value.trim() === '' ? Number.NaN : Number(value));
  }
}
