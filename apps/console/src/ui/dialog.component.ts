import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { DialogRef } from '@angular/cdk/dialog';
import { IconComponent } from './icon.component.js';

/** Frame of every dialog: title, content, and `[foot]` for the buttons. */
@Component({
  selector: 'rs-dialog',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h2 id="dialog-title"><ng-content select="[title]" /></h2>
      @if (closable()) {
        <button
          type="button"
          class="button bare icon-only"
          i18n-aria-label
          aria-label="Close"
          (click)="ref.close()"
        >
          <rs-icon name="close" />
        </button>
      }
    </header>
    <div class="content"><ng-content /></div>
    <footer><ng-content select="[foot]" /></footer>
  `,
  styles: `
    :host {
      display: block;
      width: 100%;
      padding: 20px 24px 24px;
      border: 1px solid var(--line);
      border-radius: 12px;
      background: var(--raised);
      box-shadow: var(--shadow-raised);
      animation: rise var(--calm) var(--ease);
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 34px;
      margin-bottom: 8px;
    }
    h2 {
      font-size: var(--size-l);
      line-height: 24px;
    }
    .content {
      color: var(--ink-2);
    }
    footer {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      justify-content: flex-end;
      margin-top: 20px;
    }
    footer:empty {
      display: none;
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(6px);
      }
    }
  `,
})
export class DialogComponent {
  readonly closable = input(true);
  protected readonly ref = inject(DialogRef);
}
