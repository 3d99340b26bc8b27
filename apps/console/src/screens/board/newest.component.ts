import { ChangeDetectionStrategy, Component, effect, inject } from '@angular/core';
import { Router } from '@angular/router';
import { AccountStore } from '../../core/account.store.js';
import { SessionStore } from '../../core/session.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';

/** The front door: the newest campaign's board, or a first list when there is none. */
@Component({
  selector: 'rs-newest',
  imports: [TopBarComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<rs-top-bar><h1 i18n>Board</h1></rs-top-bar>`,
})
export class NewestComponent {
  constructor() {
    const router = inject(Router);
    const account = inject(AccountStore);
    const session = inject(SessionStore);
    // Once, not for ever: a campaign made elsewhere must not swap the board under somebody's eyes.
    const going = effect(() => {
      const campaigns = account.campaigns();
      // Somebody who is already on the way elsewhere is not called back.
      if (campaigns === null || router.currentNavigation() !== null) return;
      going.destroy();
      const [newest] = campaigns;
      const first = session.may('dial') ? '/new' : '/campaigns';
      void router.navigate(newest ? ['/campaigns', newest.id] : [first], { replaceUrl: true });
    });
  }
}
