import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDuration, formatNumber } from '../../core/format.js';
import { formatPhone } from '../../core/phone-format.js';
import { ViewportStore } from '../../core/viewport.store.js';
import { IconComponent } from '../../ui/icon.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { shownStatus, stateSince, statusIcon } from '../../ui/status.js';
import { LinePanelComponent } from './line-panel.component.js';
import { MANY_LINES, type LineSlot } from './line-slots.js';

/** Cells drawn in the compact grid; the rest is counted. */
const MAX_CELLS = 200;
/** Large panels up to this many lines, one row a line up to `MANY_LINES`, small cells beyond. */
const LARGE = 3;

/** All lines: panels for a few, a compact grid for many. */
@Component({
  selector: 'rs-lines',
  imports: [IconComponent, LinePanelComponent, StatusComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './lines.component.html',
  styleUrl: './lines.component.css',
})
export class LinesComponent {
  readonly #connection = inject(ConnectionStore);
  readonly #viewport = inject(ViewportStore);
  readonly slots = input.required<readonly LineSlot[]>();
  readonly dialing = input(false);
  readonly opened = output<number>();

  protected readonly many = computed(() => this.slots().length > MANY_LINES);
  protected readonly dense = computed(() => this.#viewport.narrow() || this.slots().length > LARGE);
  protected readonly more = computed(() => formatNumber(Math.max(0, this.slots().length - MAX_CELLS)));
  protected readonly cells = computed(() =>
    this.slots()
      .slice(0, MAX_CELLS)
      .map((slot, index) => {
        const { row } = slot;
        if (!row) return { index, row: null, status: 'idle', icon: statusIcon('idle'), phone: '', time: '' };
        const status = shownStatus(row);
        const since = stateSince(row);
        return {
          index,
          row,
          status,
          icon: statusIcon(status),
          phone: formatPhone(row.phone),
          time: since ? formatDuration(this.#connection.shownAt() - Date.parse(since)) : '',
        };
      }),
  );
}
