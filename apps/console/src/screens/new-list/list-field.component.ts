import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  model,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { IconComponent } from '../../ui/icon.component.js';

/** Height of a line of text, pixels; also in the style sheet. */
const LINE = 24;

/** A text field with numbered lines, the faulty ones marked. Only the numbers in sight are drawn. */
@Component({
  selector: 'rs-list-field',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './list-field.component.html',
  styleUrl: './list-field.component.css',
})
export class ListFieldComponent {
  protected readonly fieldElement = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  readonly text = model.required<string>();
  readonly faulty = input.required<ReadonlySet<number>>();

  protected readonly scrolled = signal(0);
  readonly #height = signal(600);
  readonly #lines = computed(() => this.text().split('\n').length);
  protected readonly numbers = computed(() => {
    const first = Math.floor(this.scrolled() / LINE);
    const last = Math.min(this.#lines(), first + Math.ceil(this.#height() / LINE) + 1);
    return Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  });
  protected readonly shift = computed(
    () => `translateY(${(this.numbers()[0] ?? 0) * LINE - this.scrolled()}px)`,
  );

  protected onScroll(): void {
    const field = this.fieldElement().nativeElement;
    this.scrolled.set(field.scrollTop);
    this.#height.set(field.clientHeight);
  }

  /** Puts the cursor on a line (0-based), all of it selected. */
  goTo(line: number): void {
    const field = this.fieldElement().nativeElement;
    const before = this.text().split('\n').slice(0, line);
    const start = before.reduce((length, content) => length + content.length + 1, 0);
    const end = this.text().indexOf('\n', start);
    field.focus();
    field.setSelectionRange(start, end < 0 ? this.text().length : end);
    field.scrollTop = Math.max(0, line * LINE - field.clientHeight / 2);
  }
}
