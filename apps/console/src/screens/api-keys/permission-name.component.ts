import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Permission } from '@ringside/contracts';

/** What a key may do, in one word. */
@Component({
  selector: 'rs-permission-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (permission()) {
      @case ('read') {
        <ng-container i18n>read</ng-container>
      }
      @case ('dial') {
        <ng-container i18n>dial</ng-container>
      }
      @case ('admin') {
        <ng-container i18n>administer</ng-container>
      }
    }
  `,
})
export class PermissionNameComponent {
  readonly permission = input.required<Permission>();
}
