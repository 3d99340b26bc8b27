import type { FloorRun, FloorSettings } from '@ringside/simulation';

/** Settings of one run, with what cannot travel to a thread by its name. */
export interface FloorJob extends Omit<FloorSettings, 'policy' | 'profile' | 'ledger'> {
  readonly policy: string;
  readonly profile?: 'us' | 'uk' | 'ca' | 'none';
  /** Share of live answers that is aimed at; the profile's unless said. */
  readonly target?: number;
}

export function simulateAll(
  jobs: readonly FloorJob[],
  options?: { readonly threads?: number; readonly onProgress?: (share: number) => void },
): Promise<FloorRun[]>;
