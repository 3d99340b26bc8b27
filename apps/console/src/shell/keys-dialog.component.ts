import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SessionStore } from '../core/session.store.js';
import { DialogComponent } from '../ui/dialog.component.js';

@Component({
  selector: 'rs-keys-dialog',
  imports: [DialogComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rs-dialog>
      <ng-container title i18n>Keys</ng-container>
      <dl>
        <dt><kbd>Space</kbd></dt>
        <dd i18n>Main action of the screen: Call, Pause, Dial again, Send again</dd>
        <dt><kbd>S</kbd></dt>
        <dd i18n>Stop everything (Shift + s; asks first)</dd>
        <dt><kbd>/</kbd></dt>
        <dd i18n>Search the list</dd>
        <dt><kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd></dt>
        <dd i18n>Move in the list, open a call's story</dd>
        <dt><kbd>l</kbd></dt>
        <dd i18n>Back to live: follow the calls</dd>
        <dt><kbd>j</kbd> <kbd>k</kbd></dt>
        <dd i18n>In the calls and the messages: down, up</dd>
        <dt><kbd>s</kbd></dt>
        <dd i18n>In the calls: sync with the phone system</dd>
        <dt><kbd>i</kbd></dt>
        <dd i18n>On the board: how the list is set up</dd>
        <dt><kbd>Esc</kbd></dt>
        <dd i18n>Close the story or the dialog</dd>
        <dt><kbd>g</kbd> <kbd>b</kbd></dt>
        <dd i18n>Board of the newest campaign</dd>
        <dt><kbd>g</kbd> <kbd>p</kbd></dt>
        <dd i18n>Calls</dd>
        <dt><kbd>g</kbd> <kbd>c</kbd></dt>
        <dd i18n>Campaigns</dd>
        <dt><kbd>g</kbd> <kbd>s</kbd></dt>
        <dd i18n>Phone systems</dd>
        <dt><kbd>g</kbd> <kbd>m</kbd></dt>
        <dd i18n>Messages to your server</dd>
        <dt><kbd>g</kbd> <kbd>i</kbd></dt>
        <dd i18n>Simulate</dd>
        @if (session.may('dial')) {
          <dt><kbd>n</kbd></dt>
          <dd i18n>New list</dd>
        }
        @if (session.isAdmin()) {
          <dt><kbd>g</kbd> <kbd>u</kbd></dt>
          <dd i18n>People</dd>
          <dt><kbd>g</kbd> <kbd>k</kbd></dt>
          <dd i18n>API keys</dd>
        }
        @if (session.session()) {
          <dt><kbd>g</kbd> <kbd>t</kbd></dt>
          <dd i18n>Settings</dd>
        }
        <dt><kbd>?</kbd></dt>
        <dd i18n>These keys</dd>
      </dl>
    </rs-dialog>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 8px 16px;
    }
    dt {
      text-align: right;
    }
    kbd {
      display: inline-block;
      min-width: 22px;
      padding: 2px 6px;
      border: 1px solid var(--line);
      border-radius: 6px;
      background: var(--panel);
      color: var(--ink);
      text-align: center;
    }
  `,
})
export class KeysDialogComponent {
  protected readonly session = inject(SessionStore);
}
