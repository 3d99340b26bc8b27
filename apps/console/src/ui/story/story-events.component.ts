import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { formatClockMs, formatExact, formatNumber } from '../../core/format.js';
import { ReasonComponent } from '../reason.component.js';
import { StoryEventNameComponent } from './story-event-name.component.js';
import type { StoryEntry } from './story.js';

/** Everything that happened to a call, each with its source, its delay and what was sent. */
@Component({
  selector: 'rs-story-events',
  imports: [ReasonComponent, StoryEventNameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './story-events.component.html',
  styleUrl: './story-events.component.css',
})
export class StoryEventsComponent {
  readonly entries = input.required<readonly StoryEntry[]>();
  protected readonly clock = formatClockMs;
  protected readonly exact = formatExact;
  protected readonly count = formatNumber;
}
