import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output } from '@angular/core';
import { isTerminal, type CallView } from '@ringside/contracts';
import { AccountStore } from '../../core/account.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatDuration, formatExact } from '../../core/format.js';
import { AnsweredByComponent } from '../../ui/answered-by.component.js';
import { CopyButtonComponent } from '../../ui/copy-button.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { ReasonComponent } from '../../ui/reason.component.js';
import { SidePanelHeadComponent } from '../../ui/side-panel-head.component.js';
import { StatusComponent } from '../../ui/status.component.js';
import { StoryEventsComponent } from '../../ui/story/story-events.component.js';
import { StoryStore } from '../../ui/story/story.store.js';
import { DirectionComponent } from './direction.component.js';
import { FeedsStore } from './feeds.store.js';
import { FlagWordsComponent } from '../../ui/flag-words.component.js';
import { OriginComponent } from './origin.component.js';

/** One call: what is known of it, and every event with what was sent. */
@Component({
  selector: 'rs-call-story',
  imports: [
    AnsweredByComponent,
    CopyButtonComponent,
    DirectionComponent,
    FailureComponent,
    FlagWordsComponent,
    IconComponent,
    OriginComponent,
    PhoneComponent,
    ReasonComponent,
    SidePanelHeadComponent,
    StatusComponent,
    StoryEventsComponent,
  ],
  providers: [StoryStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './call-story.component.html',
  styleUrls: ['../../ui/side-panel.css', './call-story.component.css'],
})
export class CallStoryComponent {
  readonly #feeds = inject(FeedsStore);
  readonly #account = inject(AccountStore);
  readonly #connection = inject(ConnectionStore);
  protected readonly store = inject(StoryStore);
  readonly id = input.required<string>();
  /** As it stands in the list, if it does. */
  readonly seen = input<CallView | null>(null);
  readonly closed = output();

  /** The list is live; what was read for the story is as of then. */
  protected readonly call = computed<CallView | null>(() => this.seen() ?? this.store.call());
  protected readonly tenant = computed(() => {
    const id = this.call()?.tenant_id;
    return this.#feeds.tenants().find((tenant) => tenant.id === id)?.uuid ?? null;
  });
  protected readonly campaign = computed(() => {
    const id = this.call()?.campaign_id;
    return this.#account.campaigns()?.find((campaign) => campaign.id === id)?.name ?? null;
  });
  protected readonly talk = computed(() => {
    const call = this.call();
    if (!call) return null;
    if (call.talk_time !== null) return formatDuration(call.talk_time * 1000);
    return call.answered_at !== null && !isTerminal(call.state)
      ? formatDuration(this.#connection.shownAt() - Date.parse(call.answered_at))
      : null;
  });
  protected readonly exact = formatExact;

  constructor() {
    effect(() => this.store.show({ callId: this.id(), version: JSON.stringify(this.seen()) }));
  }
}
