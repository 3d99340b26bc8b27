import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../core/session.store.js';
import { DialogComponent } from '../ui/dialog.component.js';
import { DialogsService } from '../ui/dialogs.service.js';
import { IconComponent } from '../ui/icon.component.js';
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
        <a class="item" routerLink="/phone-systems" (click)="close()">
          <rs-icon name="phone_systems" /><span i18n>Phone systems</span>
        </a>
        <a class="item" routerLink="/messages" (click)="close()">
          <rs-icon name="messages" /><span i18n>Messages</span>
        </a>
        <a class="item" routerLink="/simulate" (click)="close()">
          <rs-icon name="simulate" /><span i18n>Simulate</span>
        </a>
        @if (session.isAdmin()) {
          <a class="item" routerLink="/people" (click)="close()">
            <rs-icon name="people" /><span i18n>People</span>
          </a>
          <a class="item" routerLink="/api-keys" (click)="close()">
            <rs-icon name="api_keys" /><span i18n>API keys</span>
          </a>
        }
        @if (session.session()) {
          <a class="item" routerLink="/settings" (click)="close()">
            <rs-icon name="settings" /><span i18n>Settings</span>
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
