import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { NewApiKeyResource } from '@ringside/contracts';
import { CopyFieldComponent } from '../../ui/copy-field.component.js';
import { IconComponent } from '../../ui/icon.component.js';

/** A key with its secret, which nobody is shown a second time. */
@Component({
  selector: 'rs-new-secret',
  imports: [CopyFieldComponent, IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="note">
      <rs-icon name="warning" [size]="14" />
      <span i18n>The secret is shown only now. Keep it where the program finds it and nobody else does.</span>
    </p>
    <rs-copy-field i18n-label label="Key (X-Api-Key)" [value]="made().api_key" />
    <rs-copy-field i18n-label label="Secret (X-Api-Auth)" [value]="made().api_auth" [main]="true" />
  `,
  styles: `
    :host {
      display: grid;
      gap: 16px;
    }
  `,
})
export class NewSecretComponent {
  readonly made = input.required<NewApiKeyResource>();
}
