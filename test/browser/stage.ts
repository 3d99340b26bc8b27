import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startApi, type Api, type ApiOptions } from '../e2e/harness.js';
import { launchChromium } from './chromium.js';
import { PATIENCE_MS } from './patience.js';

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;
export type Size = keyof typeof SIZES;
export type Theme = 'light' | 'dark';

/** One browser on one service: a person at a screen of their own. */
export interface Screen {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of: errors and warnings in the console, exceptions, breaches of the policy. */
  readonly complaints: readonly string[];
}

export interface ScreenOptions {
  readonly theme?: Theme;
  /** False: opens no link, so nobody is signed in. True if left out. */
  readonly signedIn?: boolean;
}

/** A running service with a phone system, and the browsers that look at it. */
export interface Stage {
  readonly api: Api;
  /** A browser of its own (no cookie is shared), signed in by its own one-time link. */
  open(size: Size, options?: ScreenOptions): Promise<Screen>;
  /** A fresh one-time link. */
  link(): Promise<string>;
  stop(): Promise<void>;
}

let browser: Promise<Browser> | undefined;

/** Ends the browser that the stages of this file share. */
export async function closeBrowser(): Promise<void> {
  const shared = await browser?.catch(() => undefined);
  browser = undefined;
  await shared?.close();
}

const opened = new Set<Stage>();

/** Ends every stage that is still open. */
export async function stopStages(): Promise<void> {
  for (const stage of opened) await stage.stop();
}

export async function openStage(options: ApiOptions = {}): Promise<Stage> {
  const shared = await (browser ??= launchChromium());
  const api = await startApi(options);
  const contexts: BrowserContext[] = [];
  let startLink: string | null = api.started.link;

  const stage: Stage = {
    api,
    async link() {
      const response = await api.post('/v1/session/links');
      if (response.status !== 201) throw new Error(`no link: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { readonly url: string }).url;
    },
    async open(size, { theme = 'light', signedIn = true } = {}) {
      const context = await shared.newContext({
        viewport: SIZES[size],
        colorScheme: theme,
        hasTouch: size === 'phone',
        locale: 'en-US',
        timezoneId: 'UTC',
      });
      contexts.push(context);
      context.setDefaultTimeout(PATIENCE_MS);
      const complaints: string[] = [];
      await listen(context, complaints);
      const page = await context.newPage();
      if (signedIn) {
        // The first browser comes by the link that the start printed.
        const link = startLink ?? (await stage.link());
        startLink = null;
        await page.goto(link);
      }
      return { context, page, complaints };
    },
    async stop() {
      opened.delete(stage);
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      await api.stop();
    },
  };
  opened.add(stage);
  return stage;
}

async function listen(context: BrowserContext, complaints: string[]): Promise<void> {
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complaints.push(`exception: ${error.error().message}`));
  await context.exposeFunction('tellViolation', (text: string) => complaints.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { tellViolation } = globalThis as unknown as { tellViolation(text: string): void };
      tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
}
