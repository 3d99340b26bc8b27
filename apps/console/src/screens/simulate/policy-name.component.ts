import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { SimulatedPolicy } from '@ringside/contracts';

/** A way of pacing by its name, with the line it is drawn with. */
@Component({
  selector: 'rs-policy-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 18 4" aria-hidden="true"><path d="M0 2H18" [class]="policy()" /></svg>
    @switch (policy()) {
      @case ('predictive') {
        <ng-container i18n>Predictive</ng-container>
      }
      @case ('power') {
        <ng-container i18n>Power</ng-container>
      }
    }
  `,
  styleUrl: './lines.css',
  styles: `
    :host {
      display: inline-flex;
      gap: 8px;
      align-items: baseline;
      white-space: nowrap;
    }
    svg {
      flex: none;
      align-self: center;
      width: 18px;
      height: 4px;
    }
  `,
})
export class PolicyNameComponent {
  readonly policy = input.required<SimulatedPolicy>();
}
