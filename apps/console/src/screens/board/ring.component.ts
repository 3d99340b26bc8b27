import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** A ring that closes as a deadline nears. */
@Component({
  selector: 'rs-ring',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="28" class="track" />
      @if (closed() > 0) {
        <circle
          cx="32"
          cy="32"
          r="28"
          class="arc"
          pathLength="1"
          transform="rotate(-90 32 32)"
          [attr.stroke-dasharray]="dash()"
        />
      }
    </svg>
  `,
  styles: `
    :host {
      display: block;
      width: 64px;
      aspect-ratio: 1;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    circle {
      fill: none;
      stroke-width: 5;
    }
    .track {
      stroke: var(--line);
    }
    .arc {
      stroke: var(--ring, var(--line-strong));
      stroke-linecap: round;
      transition: stroke-dasharray 1s linear;
    }
    @media (prefers-reduced-motion: reduce) {
      .arc {
        transition: none;
      }
    }
  `,
})
export class RingComponent {
  /** 0: just begun, 1: the time is up. */
  readonly closed = input.required<number>();
  protected readonly dash = computed(() => `${Math.min(1, Math.max(0, this.closed())).toFixed(4)} 1`);
}
