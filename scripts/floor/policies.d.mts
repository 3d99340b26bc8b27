import type { PacingPolicy } from '@ringside/pacing';
import type { World } from '@ringside/simulation';

export const POLICY_NAMES: readonly string[];
export function policyOf(
  name: string,
  settings: { readonly seed: number; readonly callers: number; readonly world: World },
): PacingPolicy | undefined;
