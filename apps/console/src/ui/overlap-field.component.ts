import { ChangeDetectionStrategy, Component, model } from '@angular/core';

/** How long the secret before goes on working, in seconds. */
@Component({
  selector: 'rs-overlap-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label for="overlap" i18n>The old secret works for</label>
      <select #choice id="overlap" class="input" (change)="seconds.set(+choice.value)">
        <option value="0" [selected]="seconds() === 0" i18n>no time: it ends now</option>
        <option value="3600" [selected]="seconds() === 3600" i18n>an hour</option>
        <option value="86400" [selected]="seconds() === 86400" i18n>a day</option>
        <option value="604800" [selected]="seconds() === 604800" i18n>a week</option>
      </select>
    </div>
  `,
})
export class OverlapFieldComponent {
  readonly seconds = model.required<number>();
}
