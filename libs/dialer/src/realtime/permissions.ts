import type { ClientCommands, Permission } from '@ringside/contracts';
import { DialerError } from '../dialer.error.js';
import type { SocketIdentity } from './realtime.options.js';

export type CommandName = keyof ClientCommands;

/** What each command of the socket needs. A command that is not here does not compile. */
export const COMMAND_PERMISSIONS: Readonly<Record<CommandName, Permission>> = {
  'campaign.follow': 'read',
  'campaign.unfollow': 'read',
  'campaign.start': 'dial',
  'campaign.pause': 'dial',
  'campaign.stop': 'dial',
  'account.follow': 'read',
  'account.stop_everything': 'dial',
  'account.allow_dialing': 'dial',
  'calls.follow': 'read',
  'calls.unfollow': 'read',
  'phone_systems.follow': 'read',
  'phone_systems.unfollow': 'read',
};

/** Throws `forbidden`, naming what is missing. */
export function mustBeAllowed(name: CommandName, { permissions }: SocketIdentity): void {
  const needed = COMMAND_PERMISSIONS[name];
  if (permissions === undefined || permissions.includes(needed)) return;
  throw new DialerError('forbidden', `${name} needs the permission "${needed}".`);
}
