import { testDatabase } from '@ringside/store/testing';
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

export interface RunningService {
  readonly service: ServiceProcess;
  /** Ends it, and removes its database. */
  dispose(): Promise<void>;
}

/** The built service as a process of its own with an empty database, and these settings on top; running. */
export async function serviceFor(
  url: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const database = await testDatabase();
  const service = await ServiceProcess.create({
    DATABASE_URL: database.databaseUrl,
    ...asteriskSettings(url),
    ...more,
  });
  const dispose = async (): Promise<void> => {
    await service.dispose();
    await database.drop();
  };
  try {
    await service.start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { service, dispose };
}
