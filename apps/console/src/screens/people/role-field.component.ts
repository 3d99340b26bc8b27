import { ChangeDetectionStrategy, Component, model } from '@angular/core';
import { ROLES, type Role } from '@ringside/contracts';
import { RoleNameComponent } from '../../ui/role-name.component.js';

/** Which role somebody has, and what it means. */
@Component({
  selector: 'rs-role-field',
  imports: [RoleNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend i18n>Role</legend>
      @for (each of roles; track each) {
        <label>
          <input
            type="radio"
            name="role"
            [value]="each"
            [checked]="role() === each"
            (change)="role.set(each)"
          />
          <span>
            <b><rs-role-name [role]="each" /></b>
            <span class="small quiet">
              @switch (each) {
                @case ('admin') {
                  <ng-container i18n>dials, and changes people, keys and settings</ng-container>
                }
                @case ('supervisor') {
                  <ng-container i18n>makes lists, dials, sees every call</ng-container>
                }
                @case ('caller') {
                  <ng-container i18n>can sign in; there is nothing for callers yet</ng-container>
                }
              }
            </span>
          </span>
        </label>
      }
    </fieldset>
  `,
  styleUrl: '../../ui/choices.css',
})
export class RoleFieldComponent {
  readonly role = model.required<Role>();
  protected readonly roles = ROLES;
}
