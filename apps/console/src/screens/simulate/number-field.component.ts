import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { formatNumber } from '../../core/format.js';
import { FIELDS, isRight, type FieldName } from './asked.js';
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
      [value]="store.typed()[name()]"
      [placeholder]="optional() ? '–' : ''"
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
      align-content: end;
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

  protected type(field: HTMLInputElement): void {
    // What is no number at all is empty here, and yet not right.
    const value = field.validity.badInput ? '?' : field.value;
    this.store.set({ [this.name()]: value });
  }
}
