import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { formatNumber } from '../../core/format.js';
import { FIELDS, NO_NUMBER, isRight, type FieldName } from './asked.js';
import { SimulateStore } from './simulate.store.js';

/** A field of the form with a number in it; says what fits as soon as something does not. Its label is its content. */
@Component({
  selector: 'rs-number-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label [attr.for]="name()"><ng-content /></label>
    <input
      #field
      class="input"
      type="number"
      [attr.inputmode]="whole() ? 'numeric' : 'decimal'"
      [id]="name()"
      [min]="limits().min"
      [max]="limits().max"
      [step]="whole() ? 1 : 'any'"
      [placeholder]="optional() ? noLimit : ''"
      [attr.aria-invalid]="!right()"
      [attr.aria-describedby]="right() ? null : name() + '-why'"
      (input)="type(field)"
    />
    @if (!right()) {
      <p class="small why" [id]="name() + '-why'">
        @if (whole()) {
          <ng-container i18n>A whole number from {{ min() }} to {{ max() }}.</ng-container>
        } @else {
          <ng-container i18n>From {{ min() }} to {{ max() }}.</ng-container>
        }
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
      align-content: start;
    }
    label {
      color: var(--ink-2);
      font-size: var(--size-s);
      font-weight: 550;
      line-height: 18px;
    }
    .input {
      width: 100%;
    }
    .why {
      color: var(--failed);
    }
  `,
})
export class NumberFieldComponent {
  protected readonly store = inject(SimulateStore);
  readonly name = input.required<FieldName>();
  protected readonly limits = computed(() => FIELDS[this.name()]);
  protected readonly whole = computed(() => 'whole' in this.limits());
  protected readonly optional = computed(() => 'optional' in this.limits());
  protected readonly min = computed(() => formatNumber(this.limits().min));
  protected readonly max = computed(() => formatNumber(this.limits().max));
  protected readonly right = computed(() => isRight(this.name(), this.store.typed()[this.name()]));

  protected readonly noLimit = $localize`no limit`;
  protected readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  constructor() {
    effect(() => {
      const typed = this.store.typed()[this.name()];
      const field = this.field().nativeElement;
      // Whoever is in the middle of a number (`1e`) keeps what stands there.
      if (typed === NO_NUMBER) return;
      if (field.value !== typed || field.validity.badInput) field.value = typed;
    });
  }

  protected type(field: HTMLInputElement): void {
    const value = field.validity.badInput ? NO_NUMBER : field.value;
    this.store.set({ [this.name()]: value });
  }
}
