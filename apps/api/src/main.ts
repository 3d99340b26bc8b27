import { StartupError } from '@ringside/store';
import { StreamError } from '@ringside/telephony';
import type { Subscription } from 'rxjs';
import { readProcessSettings, settingsHelp, type Settings } from './config/env.js';
import { createLog } from './log/log.js';
import { PhoneSystemNews } from './start/phone-system-news.js';
import { say, sayFailure } from './start/say.js';
import { signInLink } from './start/sign-in-link.js';
import { start, type Started } from './start/start.js';

/** Everything must have ended by then. */
const STOP_MS = 9500;

const asked = new Set(process.argv.slice(2));
if (asked.has('--help') || asked.has('-h')) {
  say(settingsHelp());
} else {
  const reading = readProcessSettings();
  if (reading.ok) void (asked.has('--sign-in-link') ? printLink(reading.settings) : run(reading.settings));
  else {
    sayFailure(`bad settings: ${reading.problems.join('; ')}. See npm start -- --help.`);
    process.exitCode = 2;
  }
}

async function run(settings: Settings): Promise<void> {
  const log = createLog({ level: settings.logLevel, format: settings.logFormat });
  let started: Started | null = null;
  let ending = false;
  let watching: Subscription | null = null;

  // The database is the truth: a process that is not sure of itself ends, and the next one goes on from there.
  const die = (error: unknown): void => {
    // One that a phone system lost says all there is to say, and is in the log already.
    if (!(error instanceof StreamError)) log.fatal({ err: error }, 'the process ends');
    sayFailure(firstLine(error));
    process.exit(1);
  };
  // The terminal it was started from may be closed: the calls go on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);

  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'ending');
    watching?.unsubscribe();
    setTimeout(() => {
      log.warn('not everything ended in time');
      process.exit(0);
    }, STOP_MS).unref();
    void (started?.stop() ?? Promise.resolve()).then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);

  try {
    started = await start(settings, { log, progress: say, onFatal: die });
    // The signal came while it was starting.
    if (ending) return await started.stop().then(() => process.exit(0));
    announce(started);
    // In a terminal the log says it on the same screen.
    const heard = settings.logFormat === 'pretty' && log.isLevelEnabled('warn');
    const news = new PhoneSystemNews(say, heard ? () => undefined : say);
    watching = started.app.phoneSystems.subscribe(({ phone_systems }) => news.tell(phone_systems));
  } catch (error) {
    if (!(error instanceof StartupError)) log.error({ err: error }, 'the start failed');
    sayFailure(firstLine(error));
    process.exit(1);
  }
}

/** For whoever has lost every other way in. */
async function printLink(settings: Settings): Promise<void> {
  try {
    say(`Signs one browser in, once, within 10 minutes: ${await signInLink(settings)}`);
  } catch (error) {
    sayFailure(firstLine(error));
    process.exitCode = 1;
  }
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}

function announce({ link, newKey, phoneSystem, pbx, app }: Started): void {
  if (newKey !== null) {
    say(`API key ${newKey.apiKey} with secret ${newKey.apiAuth} (shown once)`);
  }
  say(
    phoneSystem.mock
      ? `Phone system: the bundled mock at ${phoneSystem.address}, no real phone rings (set PHONE_SYSTEM for yours)`
      : `Phone system: ${phoneSystem.label}`,
  );
  if (pbx !== null && !pbx.mock) say(`${pbx.label}: set ${pbx.webhookUrl} as its webhook address`);
  if (app.publicUrl !== app.url) say(`Listening on ${app.url}`);
  say(`Ringside is ready: ${link}`);
}
