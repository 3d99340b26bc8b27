import { must } from './figures.ts';
import type { Service } from './service.ts';

export interface Sync {
  readonly id: string;
  readonly state: string;
  readonly fetched: number;
  readonly report: Readonly<Record<string, number>> | null;
  readonly problem: unknown;
}

const WITHIN_MS = 300_000;

/** Has the service sync the records of its PBX, and waits until that is completed. */
export async function syncRecords(service: Service): Promise<Sync> {
  const { id } = await service.rest<Sync>('POST', '/v1/syncs', {});
  for (const end = performance.now() + WITHIN_MS; ;) {
    const now = await service.rest<Sync>('GET', `/v1/syncs/${id}`);
    if (now.state === 'completed') return now;
    must(now.state === 'running', `the sync completed: ${JSON.stringify(now.problem)}`);
    must(performance.now() < end, 'within five minutes');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
