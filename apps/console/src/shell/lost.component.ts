import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TopBarComponent } from './top-bar.component.js';

/** An address that leads nowhere. */
@Component({
  selector: 'rs-lost',
  imports: [RouterLink, TopBarComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-top-bar><h1 i18n>Nothing here</h1></rs-top-bar>
    <main>
      <p i18n>This address leads nowhere.</p>
      <a class="button" routerLink="/" i18n>To the board</a>
    </main>
  `,
  styles: `
    main {
      display: grid;
      gap: 16px;
      justify-items: start;
      padding: 24px 20px;
    }
  `,
})
export class LostComponent {}
