import { beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { ClockStore } from '../core/clock.store.js';
import { RINGSIDE } from '../core/ringside.js';
import { FakeClient } from '../testing/fake-client.js';
import { words } from '../testing/words.js';
import { LiveLightComponent } from './live-light.component.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');

describe('the live light', () => {
  let client: FakeClient;
  let fixture: ComponentFixture<LiveLightComponent>;
  const text = (): string => words(fixture.nativeElement as HTMLElement);

  beforeEach(() => {
    client = new FakeClient();
    TestBed.configureTestingModule({
      providers: [
        { provide: RINGSIDE, useValue: client },
        { provide: ClockStore, useValue: { local: signal(NOW), now: signal(NOW) } },
      ],
    });
    fixture = TestBed.createComponent(LiveLightComponent);
  });

  it('says Live, and no age', async () => {
    await fixture.whenStable();
    expect(text()).toBe('Live');
  });

  it('says how old what is shown is while it reconnects', async () => {
    client.connection.next({ status: 'reconnecting', lastHeardAt: NOW - 12_300 });
    await fixture.whenStable();
    expect(text()).toMatch(/^Reconnecting showing 12 s ago$/);
    expect((fixture.nativeElement as HTMLElement).classList).toContain('reconnecting');
  });

  it('reads out the word, not every second of the age', async () => {
    client.connection.next({ status: 'reconnecting', lastHeardAt: NOW - 75_000 });
    await fixture.whenStable();
    const heard = (fixture.nativeElement as HTMLElement).querySelector('[role=status]');
    expect(heard?.textContent.trim()).toBe('Reconnecting');
    expect(text()).toContain('1:15');
  });
});
