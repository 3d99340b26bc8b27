import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { MachineDetection } from '@ringside/contracts';

/** What is done about answering machines, in words. */
@Component({
  selector: 'rs-machines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (chosen()) {
      @case ('detect') {
        <ng-container i18n>machines told apart</ng-container>
      }
      @case ('hang_up') {
        <ng-container i18n>machines hung up on</ng-container>
      }
      @default {
        <ng-container i18n>machines left alone</ng-container>
      }
    }
  `,
})
export class MachinesComponent {
  readonly chosen = input.required<MachineDetection>();
}
