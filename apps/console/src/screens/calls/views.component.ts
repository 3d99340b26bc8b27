import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

/** The two looks at the calls: one by one, and by the day. */
@Component({
  selector: 'rs-calls-views',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav i18n-aria-label aria-label="Views of the calls">
      <a
        routerLink="/calls"
        [class.on]="view() === 'list'"
        [attr.aria-current]="view() === 'list' ? 'page' : null"
        i18n
        >List</a
      >
      <a
        routerLink="/calls/minutes"
        [class.on]="view() === 'minutes'"
        [attr.aria-current]="view() === 'minutes' ? 'page' : null"
        i18n
        >Minutes</a
      >
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      padding: 2px;
      border: 1px solid var(--line);
      border-radius: var(--radius-s);
      background: var(--bg);
    }
    a {
      padding: 3px 12px;
      border-radius: 6px;
      color: var(--ink-2);
      font-size: var(--size-s);
      font-weight: 550;
      text-decoration: none;
    }
    .on {
      background: var(--panel);
      box-shadow: var(--shadow);
      color: var(--ink);
    }
    @media (max-width: 700px) {
      a {
        padding: 6px 12px;
      }
    }
  `,
})
export class CallsViewsComponent {
  readonly view = input.required<'list' | 'minutes'>();
}
