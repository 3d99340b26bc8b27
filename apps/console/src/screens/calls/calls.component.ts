import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ConnectionStore } from '../../core/connection.store.js';
import { KeysService } from '../../core/keys.service.js';
import { SessionStore } from '../../core/session.store.js';
import { ViewportStore } from '../../core/viewport.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { CallListComponent } from './call-list.component.js';
import { CallStoryComponent } from './call-story.component.js';
import { CallsStore } from './calls.store.js';
import { FeedsStore } from './feeds.store.js';
import { HeldTenantsComponent } from './held-tenants.component.js';
import { SyncButtonComponent } from './sync-button.component.js';
import { SyncStripComponent } from './sync-strip.component.js';
import { CallsViewsComponent } from './views.component.js';

/** Every call of the account as it happens, those of campaigns and those of phone systems. */
@Component({
  selector: 'rs-calls',
  imports: [
    CallListComponent,
    CallStoryComponent,
    CallsViewsComponent,
    FailureComponent,
    HeldTenantsComponent,
    IconComponent,
    RouterLink,
    SyncButtonComponent,
    SyncStripComponent,
    TopBarComponent,
  ],
  providers: [CallsStore, FeedsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './calls.component.html',
  styleUrls: [
    '../../ui/screen.css',
    '../../ui/split-screen.css',
    '../../ui/nothing.css',
    './calls.component.css',
  ],
})
export class CallsComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly calls = inject(CallsStore);
  protected readonly feeds = inject(FeedsStore);
  protected readonly phone = inject(ViewportStore).phone;
  protected readonly session = inject(SessionStore);
  protected readonly hasFeed = computed(() => (this.feeds.feeds()?.length ?? 0) > 0);
  protected readonly maySync = computed(() => this.hasFeed() && this.session.may('dial'));

  constructor() {
    inject(KeysService).bind(
      {
        Escape: () => this.calls.select(null),
        s: () => {
          if (this.maySync() && !this.feeds.running()) void this.feeds.startSync();
        },
      },
      inject(DestroyRef),
    );
  }
}
