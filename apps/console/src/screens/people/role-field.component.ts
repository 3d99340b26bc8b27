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
  styles: `
    fieldset {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      margin-bottom: 6px;
      padding: 0;
      color: var(--ink-2);
      font-size: var(--size-s);
      font-weight: 550;
    }
    label {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 8px;
      align-items: baseline;
      cursor: pointer;
    }
    input {
      margin: 0;
      accent-color: var(--brand);
    }
    b {
      margin-right: 6px;
      color: var(--ink);
      font-weight: 550;
    }
  `,
})
export class RoleFieldComponent {
  readonly role = model.required<Role>();
  protected readonly roles = ROLES;
}
