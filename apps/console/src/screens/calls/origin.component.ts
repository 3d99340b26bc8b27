import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CallView } from '@ringside/contracts';

/** Who made a call: a campaign, with the way to its board, or the phone system itself. */
@Component({
  selector: 'rs-origin',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (call().campaign_id; as id) {
      <a [routerLink]="['/campaigns', id]" [queryParams]="{ row: call().position }" tabindex="-1">
        @if (name(); as known) {
          {{ known }}
        } @else {
          <ng-container i18n>Campaign</ng-container>
        }
      </a>
    } @else {
      <ng-container i18n>PBX</ng-container>
    }
  `,
  styles: `
    a {
      text-decoration-color: var(--line-strong);
      text-underline-offset: 3px;
    }
  `,
})
export class OriginComponent {
  readonly call = input.required<Pick<CallView, 'campaign_id' | 'position'>>();
  /** The campaign's name, if it is known here. */
  readonly name = input<string | null>(null);
}
