import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { SyncView } from '@ringside/contracts';

/** Why a sync could not be done, and what to do about it. */
@Component({
  selector: 'rs-sync-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @switch (problem().code) {
      @case ('unreachable') {
        <ng-container i18n
          >The phone system could not be reached. Check that it runs, and its address in
          PBX_URL.</ng-container
        >
      }
      @case ('timeout') {
        <ng-container i18n>The phone system did not answer in time. It may be overloaded.</ng-container>
      }
      @case ('http_status') {
        <ng-container i18n>The phone system answered with an error. Its own log should say why.</ng-container>
      }
      @case ('not_json') {
        <ng-container i18n
          >It answered with something that is not JSON. Does PBX_URL lead to the phone system
          itself?</ng-container
        >
      }
      @case ('incomplete') {
        <ng-container i18n>Its answer broke off in the middle.</ng-container>
      }
      @case ('too_large') {
        <ng-container i18n>Its answer, or one record, is larger than is taken.</ng-container>
      }
      @case ('no_tenant') {
        <ng-container i18n>It did not say which tenant the records are of.</ng-container>
      }
      @case ('tenant_held') {
        <ng-container i18n
          >The records are of a tenant whose calls are held aside. Adopt the tenant to take
          them.</ng-container
        >
      }
      @case ('store_unavailable') {
        <ng-container i18n>The database did not answer.</ng-container>
      }
      @case ('interrupted') {
        <ng-container i18n>The service ended before it was done.</ng-container>
      }
      @default {
        {{ problem().code }}
      }
    }
    @if (problem().detail) {
      &ngsp;<span class="detail">({{ problem().detail }})</span>
    }
  `,
  styles: `
    .detail {
      overflow-wrap: anywhere;
      opacity: 0.85;
    }
  `,
})
export class SyncProblemComponent {
  readonly problem = input.required<NonNullable<SyncView['problem']>>();
}
