import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Role } from '@ringside/contracts';

/** A role in words. */
@Component({
  selector: 'rs-role-name',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (role()) {
      @case ('admin') {
        <ng-container i18n>Admin</ng-container>
      }
      @case ('supervisor') {
        <ng-container i18n>Supervisor</ng-container>
      }
      @case ('caller') {
        <ng-container i18n>Caller</ng-container>
      }
    }
  `,
})
export class RoleNameComponent {
  readonly role = input.required<Role>();
}
