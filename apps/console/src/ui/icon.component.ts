import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { ICONS, type IconName } from './icons.js';

/** An icon in the colour of the text around it. It never stands for a word, so it is not read out. */
@Component({
  selector: 'rs-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    <svg viewBox="0 0 16 16" [attr.width]="size()" [attr.height]="size()" [class.fill]="fill()">
      <path [attr.d]="icon().d" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.5;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    svg.fill {
      fill: currentcolor;
      stroke: none;
    }
  `,
})
export class IconComponent {
  readonly name = input.required<IconName>();
  readonly size = input(16);
  protected readonly icon = computed(() => ICONS[this.name()]);
  protected readonly fill = computed(() => 'fill' in this.icon());
}
