import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the server listens: a socket in a private folder, or a local port (Windows). */
export type Listen =
  { readonly kind: 'socket'; readonly dir: string } | { readonly kind: 'tcp'; readonly port: number };

export const SETTINGS_FILE = 'ringside.conf';

/** Writes the server's settings; they are read at its start. */
export async function writeSettings(clusterDir: string, listen: Listen): Promise<void> {
  const settings: Record<string, string> = {
    listen_addresses: listen.kind === 'tcp' ? '127.0.0.1' : '',
    unix_socket_directories: listen.kind === 'socket' ? listen.dir : '',
    unix_socket_permissions: '0700',
    ...(listen.kind === 'tcp' ? { port: String(listen.port) } : {}),
    max_connections: '200',
    shared_buffers: '128MB',
    synchronous_commit: 'on',
    // Fewer checkpoints, so fewer whole pages in the log of a busy campaign.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // Statements and their values may hold phone numbers; those are never logged.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await writeFile(
    join(clusterDir, SETTINGS_FILE),
    `# Written by Ringside at each start.\n${lines.join('\n')}\n`,
    { mode: 0o644 },
  );
}
