import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { MESSAGE_STATES } from '@ringside/contracts';
import { ClockStore } from '../../core/clock.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatAgo, formatExact, formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { SessionStore } from '../../core/session.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { CampaignNameComponent } from './campaign-name.component.js';
import { LastAnswerComponent } from './last-answer.component.js';
import { MessageStateComponent } from './message-state.component.js';
import { MessageComponent } from './message.component.js';
import { MessagesStore } from './messages.store.js';
import { NextTryComponent } from './next-try.component.js';

/** What was, or will be, posted to developers' servers, and what became of it. */
@Component({
  selector: 'rs-messages',
  imports: [
    CampaignNameComponent,
    FailureComponent,
    IconComponent,
    LastAnswerComponent,
    MessageComponent,
    MessageStateComponent,
    NextTryComponent,
    RouterLink,
    TopBarComponent,
  ],
  providers: [MessagesStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './messages.component.html',
  styleUrls: [
    '../../ui/screen.css',
    '../../ui/split-screen.css',
    '../../ui/list-tools.css',
    '../../ui/table.css',
    '../../ui/nothing.css',
    './messages.component.css',
  ],
})
export class MessagesComponent {
  readonly #clock = inject(ClockStore);
  protected readonly connection = inject(ConnectionStore);
  protected readonly session = inject(SessionStore);
  protected readonly store = inject(MessagesStore);
  /** Null: all. */
  protected readonly states = [null, ...MESSAGE_STATES];
  protected readonly rows = computed(() =>
    this.store.rows()?.map((message) => ({
      message,
      // Every address begins with the same.
      to: message.url.replace(/^https?:\/\//, ''),
      made: formatAgo(message.created_at, this.#clock.now()),
      exact: formatExact(message.created_at),
      tries: formatNumber(message.tries),
    })),
  );

  constructor() {
    inject(KeysService).bind(
      {
        j: () => this.store.move(1),
        k: () => this.store.move(-1),
        Escape: () => this.store.select(null),
        Space: () => void this.#sendAgain(),
      },
      inject(DestroyRef),
    );
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
    effect(() => {
      const id = this.store.selected();
      if (id === null) return;
      // What was chosen by a key, or by the address, is brought into sight.
      nativeElement.querySelector('tr.open')?.scrollIntoView?.({ block: 'nearest' });
    });
  }

  async #sendAgain(): Promise<void> {
    if (this.store.open() && this.session.may('dial')) await this.store.sendAgain();
  }
}
