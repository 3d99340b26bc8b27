import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { InvitationResource } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { formatMoment } from '../../core/format.js';
import { CopyFieldComponent } from '../../ui/copy-field.component.js';

/** The link of an invitation, which nobody is shown a second time. */
@Component({
  selector: 'rs-invitation-link',
  imports: [CopyFieldComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p i18n>
      Give this link to {{ name() }} yourself: Ringside sends no mail. Whoever opens it sets the password. It
      works once, until {{ until() }}, and is shown only now.
    </p>
    <rs-copy-field i18n-label label="Link" [value]="invitation().url" [main]="true" />
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
    }
  `,
})
export class InvitationLinkComponent {
  readonly #clock = inject(ClockStore);
  readonly invitation = input.required<InvitationResource>();
  /** Whom it is for. */
  readonly name = input.required<string>();
  protected readonly until = computed(() =>
    formatMoment(Date.parse(this.invitation().expires_at), this.#clock.now()),
  );
}
