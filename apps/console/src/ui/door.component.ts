import { ChangeDetectionStrategy, Component } from '@angular/core';
import { LogoComponent } from './logo.component.js';

/** The frame of what is shown to who is not inside: one column in the middle of the page. */
@Component({
  selector: 'rs-door',
  imports: [LogoComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main>
      <p class="brand"><rs-logo /> Ringside</p>
      <ng-content />
    </main>
  `,
  styles: `
    :host {
      display: grid;
      place-items: safe center;
      height: 100%;
      padding: 24px 16px;
      overflow: auto;
    }
    main {
      display: grid;
      gap: 16px;
      width: min(380px, 100%);
      padding: 32px;
      border: 1px solid var(--line);
      border-radius: 12px;
      background: var(--panel);
      box-shadow: var(--shadow);
      color: var(--ink-2);
    }
    .brand {
      display: flex;
      gap: 10px;
      align-items: center;
      color: var(--ink);
      font-size: var(--size-xl);
      font-weight: 620;
      line-height: 28px;
      letter-spacing: -0.01em;
    }
    @media (max-width: 700px) {
      main {
        padding: 24px 20px;
      }
    }
  `,
})
export class DoorComponent {}
