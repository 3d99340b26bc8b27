import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../core/session.store.js';
import { DialogComponent } from '../ui/dialog.component.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { IconComponent } from '../ui/icon.component.js';
import { DESTINATIONS, IN_BAR } from './destinations.js';
import { LinkDialogComponent } from './link-dialog.component.js';
import { StopEverythingService } from './stop-everything.service.js';
import { ThemeButtonComponent } from './theme-button.component.js';
import { WhoComponent } from './who.component.js';

/** What has no room in the bottom bar of a phone. */
@Component({
  selector: 'rs-more-dialog',
  imports: [DialogComponent, IconComponent, RouterLink, ThemeButtonComponent, WhoComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>More</ng-container>
      <div class="list">
        <rs-who />
        @for (to of destinations(); track to.section) {
          <a class="item" [routerLink]="to.path" (click)="close()">
            <rs-icon [name]="to.icon" /><span>{{ to.word }}</span>
          </a>
        }
        <rs-theme-button />
        @if (session.may('admin')) {
          <button type="button" class="item" (click)="otherBrowser()">
            <rs-icon name="link" /><span i18n>Open in another browser</span>
          </button>
        }
        <button type="button" class="item" (click)="signOut()">
          <rs-icon name="leave" /><span i18n>Sign out</span>
        </button>
        @if (session.may('dial')) {
          <button type="button" class="item danger" (click)="stopEverything()">
            <rs-icon name="hand" /><span i18n>Stop everything</span>
          </button>
        }
      </div>
    </rs-dialog>
  `,
  styles: `
    .list {
      display: grid;
      margin: 0 -8px;
    }
  `,
})
export class MoreDialogComponent {
  readonly #ref = inject(DialogRef);
  readonly #dialogs = inject(DialogsService);
  protected readonly session = inject(SessionStore);
  protected readonly destinations = computed(() =>
    DESTINATIONS.filter((to) => !IN_BAR.includes(to.section) && to.isFor(this.session)),
  );
  readonly #stop = inject(StopEverythingService);

  protected close(): void {
    this.#ref.close();
  }
  protected otherBrowser(): void {
    this.#ref.close();
    void this.#dialogs.ask(LinkDialogComponent);
  }
  protected signOut(): void {
    this.#ref.close();
    void this.session.signOut();
  }
  protected stopEverything(): void {
    this.#ref.close();
    void this.#stop.ask();
  }
}
