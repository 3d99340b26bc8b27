import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { RoleNameComponent } from '../ui/role-name.component.js';

/** Who is signed in. */
@Component({
  selector: 'rs-who',
  imports: [RoleNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (session.session(); as who) {
      <p [title]="who.email ?? ''">
        @switch (who.kind) {
          @case ('link') {
            <b i18n>Signed in by link</b>
          }
          @case ('api_key') {
            <b>{{ who.name }}</b>
            <span i18n>API key</span>
          }
          @default {
            <b>{{ who.name }}</b>
            @if (who.role; as role) {
              <span><rs-role-name [role]="role" /></span>
            }
          }
        }
      </p>
    }
  `,
  styles: `
    p {
      display: grid;
      padding: 6px 9px;
      overflow: hidden;
      font-size: var(--size-s);
      line-height: 18px;
    }
    b,
    span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    b {
      color: var(--ink);
      font-weight: 570;
    }
    span {
      color: var(--ink-3);
    }
  `,
})
export class WhoComponent {
  protected readonly session = inject(SessionStore);
}
