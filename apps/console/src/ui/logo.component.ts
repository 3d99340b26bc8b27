import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'rs-logo',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    <svg
      width="22"
      height="22"
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
    >
      <circle cx="11" cy="11" r="3" />
      <path d="M5.5 16.5a8 8 0 0 1 0-11M16.5 5.5a8 8 0 0 1 0 11" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
      color: var(--brand);
    }
  `,
})
export class LogoComponent {}
