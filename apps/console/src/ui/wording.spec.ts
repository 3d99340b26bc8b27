import { describe, expect, it } from '@jest/globals';
import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { CALL_FLAGS, HOLDING_CODES, REASONS } from '@ringside/contracts';
import { words } from '../testing/words.js';
import { FlagWordsComponent } from './flag-words.component.js';
import { HoldingComponent } from './holding.component.js';
import { ReasonComponent } from './reason.component.js';

/** What a component makes of an input. */
function said(component: Type<unknown>, input: string, value: unknown): string {
  TestBed.configureTestingModule({ providers: [provideRouter([])] });
  const fixture = TestBed.createComponent(component);
  fixture.componentRef.setInput(input, value);
  fixture.detectChanges();
  const text = words(fixture.nativeElement as HTMLElement);
  TestBed.resetTestingModule();
  return text;
}

describe('codes are put into words', () => {
  const since = '2026-03-01T10:00:00Z';

  it.each(HOLDING_CODES)('why dialing waits: %s', (code) => {
    const text = said(HoldingComponent, 'holding', { code, since, detail: 'as it says' });
    expect(text).toContain(' ');
    expect(text).not.toContain(code);
    expect(text).toContain('as it says');
  });
  it.each(Object.keys(REASONS))('why a call ended: %s', (reason) => {
    expect(said(ReasonComponent, 'reason', reason)).toContain(' ');
  });
  it.each(Object.keys(CALL_FLAGS))('what does not fit in a call: %s', (flag) => {
    expect(said(FlagWordsComponent, 'flag', flag)).toContain(' ');
  });

  it('the way to the phone systems beside a hold that they cause', () => {
    TestBed.configureTestingModule({ providers: [provideRouter([])] });
    const fixture = TestBed.createComponent(HoldingComponent);
    const show = (code: string): Element | null => {
      fixture.componentRef.setInput('holding', { code, since, detail: '' });
      fixture.detectChanges();
      return (fixture.nativeElement as HTMLElement).querySelector('a[href="/phone-systems"]');
    };
    expect(show('phone_system_down')).not.toBeNull();
    expect(show('provider_refusing')).toBeNull();
  });
});
