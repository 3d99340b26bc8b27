import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** How much of a limit is used, as a small bar. The figures beside it say the same, so it is not read out. */
@Component({
  selector: 'rs-load-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true', '[class.full]': 'share() >= 1' },
  template: `<i [style.width.%]="share() * 100"></i>`,
  styles: `
    :host {
      display: block;
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: var(--idle-f);
    }
    i {
      display: block;
      height: 100%;
      border-radius: 3px;
      background: var(--dialing-f);
      transition: width var(--calm) var(--ease);
    }
    :host(.full) i {
      background: var(--ringing-f);
    }
  `,
})
export class LoadBarComponent {
  readonly value = input.required<number>();
  readonly most = input.required<number>();
  protected readonly share = computed(() =>
    this.most() > 0 ? Math.min(1, Math.max(0, this.value() / this.most())) : 1,
  );
}
