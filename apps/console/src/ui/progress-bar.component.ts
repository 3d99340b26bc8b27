import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Segment } from './segments.js';

/** A whole list as one segmented bar. The counts beside it say the same in words, so it is not read out. */
@Component({
  selector: 'rs-progress-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    @for (bar of bars(); track bar.filter) {
      <i [class]="'f-' + bar.filter" [style.flex-grow]="bar.share"></i>
    }
    @if (left() > 0.000001) {
      <i class="f-idle left" [style.flex-grow]="left()"></i>
    }
  `,
  styles: `
    :host {
      display: flex;
      gap: 2px;
      height: 14px;
      overflow: hidden;
      border-radius: 7px;
    }
    i {
      flex: 0 1 0;
      min-width: 3px;
    }
    .left {
      min-width: 0;
    }
  `,
})
export class ProgressBarComponent {
  readonly segments = input.required<readonly Segment[]>();
  protected readonly bars = computed(() =>
    this.segments().filter(({ count, filter }) => count > 0 && filter !== 'idle'),
  );
  protected readonly left = computed(() =>
    Math.max(0, 1 - this.bars().reduce((sum, bar) => sum + bar.share, 0)),
  );
}
