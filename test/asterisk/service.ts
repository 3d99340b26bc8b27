import { ServiceProcess } from '../e2e/service-process.js';
import { DIALER } from './lab/start.ts';

/** Settings of a service that dials through the Asterisk at this address. */
export function asteriskSettings(url: string): Readonly<Record<string, string>> {
  return {
    PHONE_SYSTEM: 'asterisk',
    ARI_URL: url,
    ARI_USER: DIALER.user,
    ARI_PASSWORD: DIALER.password,
    ARI_ENDPOINT: 'Local/{number}@carrier',
    RESTART_GRACE: '1',
  };
}

/** The built service as a process of its own, with these settings on top; it is started by whoever asks for it. */
export function serviceFor(
  url: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  return ServiceProcess.create({ ...asteriskSettings(url), ...more });
}
