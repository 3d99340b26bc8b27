import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { IconComponent } from './icon.component.js';

/** A small button that copies a text; how it looks and what it is called is said where it stands. */
@Component({
  selector: 'button[rsCopy]',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { type: 'button', '(click)': 'copy()' },
  template: `<rs-icon name="copy" [size]="14" />`,
})
export class CopyButtonComponent {
  /** The text. */
  readonly rsCopy = input.required<string>();

  protected copy(): void {
    void navigator.clipboard?.writeText(this.rsCopy());
  }
}
