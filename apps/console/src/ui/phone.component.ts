import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatPhone } from '../core/phone-format.js';

/** A phone number, grouped for reading; copying it takes it as it was given. */
@Component({
  selector: 'rs-phone',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(copy)': 'copyRaw($event)' },
  template: `{{ shown() }}`,
  styles: `
    :host {
      white-space: nowrap;
    }
  `,
})
export class PhoneComponent {
  readonly phone = input.required<string>();
  protected readonly shown = computed(() => formatPhone(this.phone()));

  protected copyRaw(event: ClipboardEvent): void {
    const selected = getSelection()?.toString().trim();
    if (selected !== this.shown()) return;
    event.clipboardData?.setData('text/plain', this.phone());
    event.preventDefault();
  }
}
