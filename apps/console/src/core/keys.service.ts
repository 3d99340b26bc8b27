import { DOCUMENT, DestroyRef, Injectable, inject } from '@angular/core';

/** A key as shown: `?`, `/`, `Space`, `n`, or a sequence, `g b`. */
export type KeyName = string;
export type KeyMap = Readonly<Record<KeyName, () => void>>;

/** Time within which the second key of a sequence must follow, milliseconds. */
const SEQUENCE_MS = 1200;

/** Keys of the whole page. What was bound last wins; nothing fires while typing or in a dialog. */
@Injectable({ providedIn: 'root' })
export class KeysService {
  readonly #document = inject(DOCUMENT);
  readonly #maps: KeyMap[] = [];
  #first: { readonly key: string; readonly at: number } | null = null;

  constructor() {
    const onKey = (event: KeyboardEvent): void => this.#onKey(event);
    this.#document.addEventListener('keydown', onKey);
    inject(DestroyRef).onDestroy(() => this.#document.removeEventListener('keydown', onKey));
  }

  /** Binds keys until `owner` is destroyed. */
  bind(keys: KeyMap, owner: DestroyRef): void {
    this.#maps.unshift(keys);
    owner.onDestroy(() => this.#maps.splice(this.#maps.indexOf(keys), 1));
  }

  #onKey(event: KeyboardEvent): void {
    if (
      event.defaultPrevented ||
      event.repeat ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.isComposing
    )
      return;
    if (this.#document.querySelector('[role=dialog], [role=alertdialog]')) return;
    const key = event.key === ' ' ? 'Space' : event.key;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('input, textarea, select, [contenteditable]')) return;
    // Space and Enter belong to the control that has the focus.
    if ((key === 'Space' || key === 'Enter') && target?.closest('button, a, summary, [role="button"]'))
      return;
    const pair =
      this.#first && event.timeStamp - this.#first.at < SEQUENCE_MS ? `${this.#first.key} ${key}` : key;
    this.#first = { key, at: event.timeStamp };
    const action = this.#find(pair) ?? this.#find(key);
    if (!action) return;
    event.preventDefault();
    this.#first = null;
    action();
  }

  #find(key: KeyName): (() => void) | undefined {
    return this.#maps.find((map) => Object.hasOwn(map, key))?.[key];
  }
}
