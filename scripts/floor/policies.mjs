// Ways of pacing by the names that a command line and a benchmark give them: `power`, `k-times-idle:2.5`.
import { POLICIES, predictive } from '@ringside/pacing';
import { idleDifference, kTimesIdle, optimum, simulateAndPick, tabulated } from '@ringside/simulation';
import { told } from './told.mjs';

const MAKERS = {
  predictive: () => predictive(),
  'predictive-told': ({ world }) => told(predictive(), world),
  power: () => POLICIES.power,
  preview: () => POLICIES.preview,
  'k-times-idle': (_, k) => kTimesIdle(k ?? 2),
  'idle-difference': (_, maxLevel) => idleDifference(maxLevel === undefined ? {} : { maxLevel }),
  'idle-difference-free': (_, maxLevel) =>
    idleDifference({ freeOnly: true, ...(maxLevel === undefined ? {} : { maxLevel }) }),
  'simulate-and-pick': ({ seed }) => simulateAndPick({ seed }),
  /** Of world M alone, which it is told. */
  optimum: ({ callers, world }) =>
    tabulated(
      optimum(
        {
          callers,
          answerRate: world.answerRate.base,
          handleSeconds: world.talk.meanMs / 1000,
          ringSeconds: world.answerAfter.meanMs / 1000,
        },
        0.03,
      ),
    ),
};

export const POLICY_NAMES = Object.keys(MAKERS);

/** Made anew for each run, since some remember. Undefined when there is none of this name. */
export function policyOf(name, settings) {
  const [kind, number] = name.split(':');
  if (number !== undefined && !(Number(number) > 0)) return undefined;
  return MAKERS[kind]?.(settings, number === undefined ? undefined : Number(number));
}
