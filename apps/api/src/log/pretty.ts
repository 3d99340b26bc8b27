/** One JSON log line as a person reads it: `08:15:02 warn  the mock exited code=1`. */
export function prettyLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { time, level, msg, err, ...fields } = entry;
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${inline(value)}`);
  const stack = isStack(err) ? `\n${err.stack}` : '';
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}${rest.join('')}${stack}\n`;
}

function inline(value: unknown): string {
  return typeof value === 'string' && !/[\s"]/.test(value) ? value : JSON.stringify(value);
}

function isStack(err: unknown): err is { stack: string } {
  return typeof err === 'object' && err !== null && 'stack' in err && typeof err.stack === 'string';
}
