import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { IconComponent } from './icon.component.js';
import type { IconName } from './icons.js';

const LOOKS: Readonly<Record<string, { readonly icon: IconName; readonly color: string }>> = {
  idle: { icon: 'idle', color: 'idle' },
  running: { icon: 'play', color: 'answered' },
  paused: { icon: 'pause', color: 'ringing' },
  stopped: { icon: 'stop', color: 'canceled' },
  // Neutral: how its calls went is in the bar, and may be bad.
  completed: { icon: 'completed', color: 'idle' },
};

/** A campaign's state in icon, word and colour. */
@Component({
  selector: 'rs-campaign-state',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + (look()?.color ?? "idle")' },
  template: `
    <rs-icon [name]="look()?.icon ?? 'unknown'" [size]="14" />
    @switch (state()) {
      @case ('idle') {
        <ng-container i18n>Not started</ng-container>
      }
      @case ('running') {
        <ng-container i18n>Running</ng-container>
      }
      @case ('paused') {
        <ng-container i18n>Paused</ng-container>
      }
      @case ('stopped') {
        <ng-container i18n>Stopped</ng-container>
      }
      @case ('completed') {
        <ng-container i18n>Completed</ng-container>
      }
      @default {
        {{ state() }}
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      font-size: var(--size-s);
      font-weight: 570;
      white-space: nowrap;
    }
  `,
})
export class CampaignStateComponent {
  readonly state = input.required<string>();
  protected readonly look = computed(() => LOOKS[this.state()]);
}
