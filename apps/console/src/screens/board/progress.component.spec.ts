import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { RINGSIDE } from '../../core/ringside.js';
import { FakeClient, counts } from '../../testing/fake-client.js';
import { words } from '../../testing/words.js';
import { segmentsOf } from '../../ui/segments.js';
import { ProgressComponent } from './progress.component.js';

describe('the progress', () => {
  let fixture: ComponentFixture<ProgressComponent>;
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [{ provide: RINGSIDE, useValue: new FakeClient() }] });
    fixture = TestBed.createComponent(ProgressComponent);
    const numbers = counts({ completed: 50, busy: 10, dialing: 1, ringing: 1, answered: 1, idle: 37 });
    fixture.componentRef.setInput('segments', segmentsOf(numbers));
  });

  it('counts the whole list: by result, in flight, left', async () => {
    await fixture.whenStable();
    const buttons = [...element().querySelectorAll('button')].map((each) => words(each));
    expect(buttons).toEqual(['Completed 50', 'Busy 10', 'In flight 3', 'Idle 37']);
    const shares = [...element().querySelectorAll<HTMLElement>('rs-progress-bar i')].map((bar) =>
      Number(bar.style.flexGrow),
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  it('shows rate and end when they are known', async () => {
    await fixture.whenStable();
    expect(words(element())).not.toContain('a minute');
    fixture.componentRef.setInput('rate', 11.83);
    fixture.componentRef.setInput('end', Date.now() + 60_000);
    await fixture.whenStable();
    expect(words(element())).toContain('11.8 calls a minute');
    expect(words(element())).toContain('ends about');
  });

  it('filters by a click, and shows which filter is on', async () => {
    const picked: string[] = [];
    fixture.componentInstance.picked.subscribe((filter) => picked.push(filter));
    fixture.componentRef.setInput('filter', 'busy');
    await fixture.whenStable();
    const [, busy] = element().querySelectorAll('button');
    expect(busy?.getAttribute('aria-pressed')).toBe('true');
    busy?.click();
    expect(picked).toEqual(['busy']);
  });
});
