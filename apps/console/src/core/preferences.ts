/** Small choices of this browser; a browser that forbids storage just forgets them. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(`ringside.${name}`);
  } catch {
    return null;
  }
}

export function keepPreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`ringside.${name}`);
    else localStorage.setItem(`ringside.${name}`, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
