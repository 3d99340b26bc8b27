import { ChangeDetectionStrategy, Component, input, model, signal } from '@angular/core';
import { PEOPLE_LIMITS } from '@ringside/contracts';

let fields = 0;

/** A password, hidden unless one wants to see it. */
@Component({
  selector: 'rs-password-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      <div class="row">
        <input
          #field
          class="input"
          [id]="id"
          [type]="shown() ? 'text' : 'password'"
          [autocomplete]="fresh() ? 'new-password' : 'current-password'"
          autocapitalize="none"
          spellcheck="false"
          required
          [attr.minlength]="fresh() ? limits.min : null"
          [maxLength]="limits.max"
          [attr.aria-describedby]="fresh() ? id + '-rule' : null"
          [value]="value()"
          (input)="value.set(field.value)"
        />
        <button
          type="button"
          class="button"
          [attr.aria-pressed]="shown()"
          [attr.aria-controls]="id"
          (click)="shown.set(!shown())"
          i18n
        >
          Show
        </button>
      </div>
      @if (fresh()) {
        <p class="small quiet" [id]="id + '-rule'" i18n>At least {{ limits.min }} characters.</p>
      }
    </div>
  `,
  styles: `
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 8px;
    }
    .button[aria-pressed='true'] {
      background: var(--selected);
    }
  `,
})
export class PasswordFieldComponent {
  readonly label = input.required<string>();
  /** A new one is chosen here, and must be long enough. */
  readonly fresh = input(false);
  readonly value = model('');
  protected readonly limits = PEOPLE_LIMITS.password;
  protected readonly shown = signal(false);
  protected readonly id = `password-${fields++}`;
}
