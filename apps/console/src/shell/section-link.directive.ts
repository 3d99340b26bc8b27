import { Directive, computed, input } from '@angular/core';
import { injectSection, type Section } from './section.js';

/** A link into a part of the console, marked while one is there. */
@Directive({
  selector: 'a[rsSection]',
  host: { '[class.on]': 'here()', '[attr.aria-current]': "here() ? 'page' : null" },
})
export class SectionLinkDirective {
  readonly rsSection = input.required<NonNullable<Section>>();
  readonly #section = injectSection();
  protected readonly here = computed(() => this.#section() === this.rsSection());
}
