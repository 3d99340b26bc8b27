import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { LogFormat, LogLevel } from '../config/env.js';
import { prettyLine } from './pretty.js';

/**
 * The log: JSON lines or readable ones, to stderr, so that stdout stays for what a person started the
 * service to see. Correlation is `call_id` for what concerns a call and `request_id` for what does not.
 * Secrets and phone numbers are kept out where lines are written; `redact` is the second wall.
 */
export function createLog(
  options: { readonly level: LogLevel; readonly format: LogFormat },
  destination: { write(line: string): unknown } = pino.destination({ dest: 2, sync: true }),
): Logger {
  const stream =
    options.format === 'json'
      ? destination
      : { write: (line: string) => void destination.write(prettyLine(line)) };
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          'phone',
          'to',
          'api_key',
          'api_auth',
          'apiAuth',
          'token',
          'authorization',
          'cookie',
          'password',
          'current',
          '*.api_auth',
          '*.password',
          '*.phone',
          '*.token',
        ],
        censor: (value) => (typeof value === 'string' ? maskTail(value) : '[redacted]'),
      },
      serializers: { err: pino.stdSerializers.err },
    },
    stream,
  );
}

/** Keeps the last three characters, enough to tell two numbers apart in a log. */
function maskTail(text: string): string {
  return text.length > 6 ? `...${text.slice(-3)}` : '...';
}

/** Nest's own lines in the same log; its start-up chatter is debug. */
export function nestLogger(log: Logger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal' | 'trace') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const fields = {
        ...(typeof context === 'string' ? { context } : {}),
        ...(message instanceof Error ? { err: message } : {}),
      };
      log[level](fields, message instanceof Error ? message.message : String(message));
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('trace'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
