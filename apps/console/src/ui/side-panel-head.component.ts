import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { IconComponent } from './icon.component.js';

/** The first line of a side panel (side-panel.css): whose it is, and the way out. */
@Component({
  selector: 'rs-side-panel-head',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-content />
    <button
      type="button"
      class="button bare icon-only close"
      [attr.aria-label]="closeLabel()"
      (click)="closed.emit()"
    >
      <rs-icon name="close" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
    }
    .close {
      margin-left: auto;
    }
  `,
})
export class SidePanelHeadComponent {
  /** What closing it is called: `Close the story`. */
  readonly closeLabel = input.required<string>();
  readonly closed = output();
}
