// Options of a command, and what is wrong with one in one line.
import { parseArgs } from 'node:util';
import { Problem } from './say.mjs';

/** The values of `options` (as of `parseArgs`). Throws a Problem that names what does not fit. */
export function readOptions(options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Problem(`${wordsOf(error)}; --help tells what there is`);
  }
}

function wordsOf({ code, message }) {
  const name = /--[\w-]+/.exec(message)?.[0];
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `there is no option ${name ?? message.split("'")[1]}`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `"${message.split("'")[1]}" belongs to no option`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return message.includes('does not take') ? `${name} takes no value` : `${name} needs a value`;
    default:
      return message.split('\n')[0];
  }
}

/** A number of an option, within its range. Throws a Problem. */
export function numberOf(name, text, from, to) {
  const value = Number(text);
  if (text.trim() === '' || !(value >= from && value <= to))
    throw new Problem(`--${name} must be a number, ${from} to ${to}; "${text}" is not`);
  return value;
}

export function wholeOf(name, text, from, to) {
  const value = numberOf(name, text, from, to);
  if (!Number.isInteger(value)) throw new Problem(`--${name} must be a whole number; "${text}" is not`);
  return value;
}

export function oneOf(name, text, among) {
  if (!among.includes(text))
    throw new Problem(`--${name} must be one of ${among.join(', ')}; "${text}" is not`);
  return text;
}
