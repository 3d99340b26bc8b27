import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { WebhookMessageResource } from '@ringside/contracts';

/** What the developer's server said the last time, or why nothing was heard of it. */
@Component({
  selector: 'rs-last-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (message().last_error; as error) {
      {{ error }}
    } @else if (message().last_status; as status) {
      <ng-container i18n>The server answered {{ status }}.</ng-container>
    } @else {
      <ng-container i18n>Not tried yet.</ng-container>
    }
  `,
})
export class LastAnswerComponent {
  readonly message = input.required<WebhookMessageResource>();
}
