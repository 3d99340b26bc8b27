import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatExact, formatNumber } from '../../core/format.js';
import { SessionStore } from '../../core/session.store.js';
import { CopyButtonComponent } from '../../ui/copy-button.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { SidePanelHeadComponent } from '../../ui/side-panel-head.component.js';
import { CampaignNameComponent } from './campaign-name.component.js';
import { LastAnswerComponent } from './last-answer.component.js';
import { MessageStateComponent } from './message-state.component.js';
import { MessagesStore, type OpenMessage } from './messages.store.js';
import { NextTryComponent } from './next-try.component.js';

/** One message: where it goes, what became of it, what is posted, and a way to have it sent again. */
@Component({
  selector: 'rs-message',
  imports: [
    CampaignNameComponent,
    CopyButtonComponent,
    FailureComponent,
    IconComponent,
    LastAnswerComponent,
    MessageStateComponent,
    NextTryComponent,
    RouterLink,
    SidePanelHeadComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './message.component.html',
  styleUrls: ['../../ui/side-panel.css', './message.component.css'],
})
export class MessageComponent {
  readonly #session = inject(SessionStore);
  protected readonly store = inject(MessagesStore);
  readonly message = input.required<OpenMessage>();
  readonly closed = output();
  /** What is posted, as it is easy to read. */
  protected readonly body = computed(() => indented(this.message().body ?? null));
  protected readonly maySend = computed(() => this.#session.may('dial'));
  protected readonly exact = formatExact;
  protected readonly count = formatNumber;
}

function indented(json: string | null): string | null {
  return json === null ? null : JSON.stringify(JSON.parse(json), null, 2);
}
