import { beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { ClockStore } from '../../core/clock.store.js';
import { RINGSIDE } from '../../core/ringside.js';
import { FakeClient, row } from '../../testing/fake-client.js';
import { words } from '../../testing/words.js';
import { LinePanelComponent } from './line-panel.component.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');

describe('a line panel', () => {
  let client: FakeClient;
  let fixture: ComponentFixture<LinePanelComponent>;
  const text = (): string => words(fixture.nativeElement as HTMLElement);
  const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

  beforeEach(() => {
    client = new FakeClient();
    TestBed.configureTestingModule({
      providers: [
        { provide: RINGSIDE, useValue: client },
        { provide: ClockStore, useValue: { local: signal(NOW), now: signal(NOW) } },
      ],
    });
    fixture = TestBed.createComponent(LinePanelComponent);
    fixture.componentRef.setInput('number', 2);
  });

  it('shows number, state in words and the time in it, and its ring closes with the deadline', async () => {
    const ringing = row(16, 'ringing', { ringing_at: ago(15), deadline_at: ago(-45), phone: '+13015550119' });
    fixture.componentRef.setInput('slot', { row: ringing, resultUntil: null });
    await fixture.whenStable();
    expect(text()).toMatch(/Line 2 · #16 · rings at most 1:00 \+1 301 555 0119 Ringing 0:15/);
    const arc = (fixture.nativeElement as HTMLElement).querySelector('.arc');
    expect(Number(arc?.getAttribute('stroke-dasharray')?.split(' ')[0])).toBe(0.25);
  });

  it('shows a result and why', async () => {
    const failed = row(16, 'failed', { reason: 'number not in service' });
    fixture.componentRef.setInput('slot', { row: failed, resultUntil: NOW + 1000 });
    await fixture.whenStable();
    expect(text()).toContain('Failed number not in service');
  });

  it('says unknown when nobody knows whether it was placed', async () => {
    const lost = row(16, 'dialing', { call_state: 'unknown' });
    fixture.componentRef.setInput('slot', { row: lost, resultUntil: null });
    await fixture.whenStable();
    expect(text()).toContain('Unknown');
  });

  it('stands still while nothing is live', async () => {
    client.connection.next({ status: 'reconnecting', lastHeardAt: NOW - 60_000 });
    const ringing = row(16, 'ringing', { ringing_at: ago(70) });
    fixture.componentRef.setInput('slot', { row: ringing, resultUntil: null });
    await fixture.whenStable();
    expect(text()).toMatch(/0:10/);
  });

  it('is free, or ready before the start', async () => {
    fixture.componentRef.setInput('slot', { row: null, resultUntil: null });
    await fixture.whenStable();
    expect(text()).toBe('Line 2 Ready');
    fixture.componentRef.setInput('dialing', true);
    await fixture.whenStable();
    expect(text()).toBe('Line 2 Free');
  });
});
