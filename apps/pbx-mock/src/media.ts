/** What can be played, and how long it takes at speed 1, milliseconds. */
export const MEDIA: Readonly<Record<string, number>> = {
  beep: 200,
  hello: 1000,
  message: 8000,
  music: 300_000,
};

const SECONDS = /^seconds:(\d{1,5}(?:\.\d{1,3})?)$/;

/** How long it takes at speed 1, milliseconds: by its name, or `seconds:2.5`; null: there is no such thing. */
export function mediaMs(media: string): number | null {
  const seconds = SECONDS.exec(media)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  return Object.hasOwn(MEDIA, media) ? (MEDIA[media] ?? null) : null;
}
