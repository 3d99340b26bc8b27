import { predictive, type PacingPolicy, type PacingSnapshot } from '@ringside/pacing';
import { simulateFloor, worldNamed, worldR } from '@ringside/simulation';
import { must, options, type Row } from '../support/figures.ts';

const ROUNDS = options.short ? 1 : 3;

/** How fast a decision is on snapshots of a running floor, and how fast a day of one is simulated. Fastest of some rounds: the machine has other work. */
export function speed(): Row[] {
  const rows: Row[] = [];
  const [few, many] = [snapshotsOf(100, 0.25), snapshotsOf(500, 0.1)];
  const crowded = many.map((snapshot) => ({ ...snapshot, ringingMs: stretched(snapshot.ringingMs, 2000) }));
  rows.push(decisions('a decision of predictive at 100 callers', few, 20));
  rows.push(decisions('the same at 500 callers and 2,000 lines', crowded, 1000));
  rows.push(day());
  return rows;
}

/** As many lines, at ages like those given. */
function stretched(ages: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => ages[i % Math.max(1, ages.length)] ?? 1000);
}

function snapshotsOf(callers: number, answerRate: number): PacingSnapshot[] {
  const taken: PacingSnapshot[] = [];
  const ours = predictive();
  const policy: PacingPolicy = (snapshot) => {
    if (taken.length < 4000 && snapshot.now % 60_000 > 30_000) taken.push(snapshot);
    return ours(snapshot);
  };
  simulateFloor({ seed: 1_500_000, world: worldR(answerRate), callers, hours: 0.6, policy });
  must(taken.length > 1000, 'snapshots were taken');
  return taken;
}

function decisions(what: string, snapshots: readonly PacingSnapshot[], goalUs: number): Row {
  const policy = predictive();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    const began = process.cpuUsage();
    for (const snapshot of snapshots) policy(snapshot);
    rounds.push(cpuMs(began) / snapshots.length);
  }
  const us = 1000 * Math.min(...rounds);
  return {
    what: `${what}, mean CPU time`,
    figure: `${us.toFixed(1)} us`,
    goal: goalUs === 1000 ? '< 1 ms' : `< ${goalUs} us`,
    met: us < goalUs,
  };
}

function day(): Row {
  const world = worldNamed('R1');
  must(world !== undefined, 'there is a world R1');
  const hours = options.check ? 0.5 : 8;
  let dials = 0;
  let asked = 0;
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = process.cpuUsage();
    const run = simulateFloor({ seed: 1_500_001, world, callers: 100, hours, policy: predictive() });
    rounds.push(cpuMs(began) / 1000);
    must(run !== null, 'the day was simulated');
    asked = run.decisions;
    dials = run.days.reduce((sum, one) => sum + one.dials, 0);
  }
  const seconds = Math.min(...rounds);
  return {
    what: `${hours} h with 100 callers (${dials.toLocaleString('en')} dials, ${asked.toLocaleString('en')} decisions), CPU time`,
    figure: `${seconds.toFixed(2)} s`,
    goal: '< 5 s',
    met: seconds < 5,
  };
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
