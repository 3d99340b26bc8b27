import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { IconComponent } from './icon.component.js';
import { statusIcon } from './status.js';

/** A status in icon, word and colour. */
@Component({
  selector: 'rs-status',
  imports: [IconComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"s-" + status()' },
  template: `
    <rs-icon [name]="icon()" [size]="14" />
    <span class="word">
      @switch (status()) {
        @case ('idle') {
          <ng-container i18n>Idle</ng-container>
        }
        @case ('placing') {
          <ng-container i18n>Placing</ng-container>
        }
        @case ('dialing') {
          <ng-container i18n>Dialing</ng-container>
        }
        @case ('ringing') {
          <ng-container i18n>Ringing</ng-container>
        }
        @case ('answered') {
          <ng-container i18n>Answered</ng-container>
        }
        @case ('completed') {
          <ng-container i18n>Completed</ng-container>
        }
        @case ('no_answer') {
          <ng-container i18n>No answer</ng-container>
        }
        @case ('busy') {
          <ng-container i18n>Busy</ng-container>
        }
        @case ('failed') {
          <ng-container i18n>Failed</ng-container>
        }
        @case ('rejected') {
          <ng-container i18n>Rejected</ng-container>
        }
        @case ('canceled') {
          <ng-container i18n>Canceled</ng-container>
        }
        @case ('abandoned') {
          <ng-container i18n>Abandoned</ng-container>
        }
        @case ('unknown') {
          <ng-container i18n>Unknown</ng-container>
        }
        @default {
          {{ status() }}
        }
      }
    </span>
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
    :host(.s-canceled) .word {
      text-decoration: line-through;
    }
    :host(.s-ringing) rs-icon {
      animation: rs-ring 1.6s ease-in-out var(--ringing-times, 0);
      transform-origin: 50% 10%; /* a bell hangs */
    }
    @keyframes rs-ring {
      0%,
      60%,
      100% {
        transform: rotate(0);
      }
      15% {
        transform: rotate(14deg);
      }
      30% {
        transform: rotate(-11deg);
      }
      45% {
        transform: rotate(6deg);
      }
    }
  `,
})
export class StatusComponent {
  readonly status = input.required<string>();
  protected readonly icon = computed(() => statusIcon(this.status()));
}
