import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Names under which a Chromium is installed, the likeliest first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
];

/** The installed browser. Throws one line when there is none: a browser spec that is skipped shows nothing. */
export function findChromium(): string {
  const given = process.env['CHROME_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...(given ? [given] : []), ...places, ...ELSEWHERE].find((path) => existsSync(path));
  if (found === undefined || (given && found !== given)) {
    throw new Error(
      given
        ? `No Chromium at CHROME_PATH=${given}.`
        : `No Chromium found (looked for ${NAMES.join(', ')}): install one, or set CHROME_PATH.`,
    );
  }
  return found;
}

/** A browser with an empty profile that talks to nobody but the pages it is sent to. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Chromium refuses to sandbox what runs as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
