import { DOCUMENT, Injectable, effect, inject, signal } from '@angular/core';
import { keepPreference, readPreference } from './preferences.js';

export type Theme = 'system' | 'light' | 'dark';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** Light, dark, or as the system says; kept in this browser. */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  readonly #document = inject(DOCUMENT);
  readonly #theme = signal<Theme>(themeOf(readPreference('theme')));
  readonly theme = this.#theme.asReadonly();

  constructor() {
    effect(() => {
      const theme = this.#theme();
      const root = this.#document.documentElement;
      if (theme === 'system') root.removeAttribute('data-theme');
      else root.setAttribute('data-theme', theme);
      keepPreference('theme', theme === 'system' ? null : theme);
    });
  }

  next(): void {
    this.#theme.update((theme) => NEXT[theme]);
  }
}

function themeOf(value: string | null): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
