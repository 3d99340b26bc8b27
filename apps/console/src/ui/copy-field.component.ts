import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { IconComponent } from './icon.component.js';

/** Something to be copied as a whole: a link, a key, a secret. */
@Component({
  selector: 'rs-copy-field',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <span class="label" aria-hidden="true">{{ label() }}</span>
      <div class="row">
        <input
          #field
          class="input"
          readonly
          [value]="value()"
          [attr.aria-label]="label()"
          (focus)="field.select()"
        />
        <button type="button" class="button" [class.main]="main()" (click)="copy(field)">
          <rs-icon [name]="copied() ? 'completed' : 'copy'" [size]="14" />
          @if (copied()) {
            <ng-container i18n>Copied</ng-container>
          } @else {
            <ng-container i18n>Copy</ng-container>
          }
          <span class="only-heard">{{ label() }}</span>
        </button>
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 8px;
    }
    .input {
      font: 12px/20px var(--mono);
    }
    .button {
      position: relative;
      min-width: 92px;
    }
  `,
})
export class CopyFieldComponent {
  /** What it is: `Secret`. */
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  /** The one thing to do where it stands. */
  readonly main = input(false);
  protected readonly copied = signal(false);

  protected async copy(field: HTMLInputElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.value());
      this.copied.set(true);
    } catch {
      // No clipboard without https: it is selected, to be copied by hand.
      field.focus();
    }
  }
}
