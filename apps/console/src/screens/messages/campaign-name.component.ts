import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { AccountStore } from '../../core/account.store.js';

/** The name of a campaign, where it is one of the newest; of an older one the end of its id. */
@Component({
  selector: 'rs-campaign-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (name(); as name) {
      {{ name }}
    } @else {
      <ng-container i18n>campaign …{{ id().slice(-8) }}</ng-container>
    }
  `,
})
export class CampaignNameComponent {
  readonly #account = inject(AccountStore);
  readonly id = input.required<string>();
  protected readonly name = computed(
    () => this.#account.campaigns()?.find(({ id }) => id === this.id())?.name ?? null,
  );
}
