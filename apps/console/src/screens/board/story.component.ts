import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output } from '@angular/core';
import type { RowView } from '@ringside/contracts';
import { AccountStore } from '../../core/account.store.js';
import { SessionStore } from '../../core/session.store.js';
import { formatNumber } from '../../core/format.js';
import { AnsweredByComponent } from '../../ui/answered-by.component.js';
import { CopyButtonComponent } from '../../ui/copy-button.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { FlagWordsComponent } from '../../ui/flag-words.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { ReasonComponent } from '../../ui/reason.component.js';
import { SidePanelHeadComponent } from '../../ui/side-panel-head.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { inFlight, shownStatus } from '../../ui/status.js';
import { StoryEventsComponent } from '../../ui/story/story-events.component.js';
import { StoryStore } from '../../ui/story/story.store.js';

/** The story of a row's latest call: every event, with its source, its delay and what was sent. */
@Component({
  selector: 'rs-story',
  imports: [
    AnsweredByComponent,
    CopyButtonComponent,
    FailureComponent,
    FlagWordsComponent,
    IconComponent,
    PhoneComponent,
    ReasonComponent,
    SidePanelHeadComponent,
    StatusComponent,
    StoryEventsComponent,
  ],
  providers: [StoryStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './story.component.html',
  styleUrls: ['../../ui/side-panel.css', './story.component.css'],
})
export class StoryComponent {
  protected readonly store = inject(StoryStore);
  readonly #account = inject(AccountStore);
  readonly #session = inject(SessionStore);
  readonly row = input.required<RowView>();
  readonly closed = output();

  protected readonly status = computed(() => shownStatus(this.row()));
  protected readonly canHangUp = computed(
    () =>
      this.#session.may('dial') && inFlight(this.row()) && this.#account.phoneSystem()?.can_hang_up === true,
  );
  protected readonly calls = computed(() => formatNumber(this.row().calls));
  protected readonly count = formatNumber;

  constructor() {
    effect(() => {
      const { call_id: callId, call_state, status, ended_at } = this.row();
      this.store.show({ callId, version: `${call_state} ${status} ${ended_at}` });
    });
  }
}
