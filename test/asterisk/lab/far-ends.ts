import { Ari } from './ari.ts';
import type { Asterisk } from './start.ts';

/** What a far end can do. */
export type FarEndAct = 'ring' | 'answer' | { readonly hangUp: number } | { readonly answerAs: string };

/** The far ends of `Local/<number>@by-hand`, each doing what it is told. */
export interface FarEnds {
  /** To the far end of this call, as soon as the call has reached it. `hangUp` with an ISDN cause. */
  tell(callId: string, act: FarEndAct): Promise<void>;
  close(): void;
}

const REACHED_MS = 10_000;

/** Connects as the application that the far ends are in. */
export async function driveFarEnds({ url }: Pick<Asterisk, 'url'>): Promise<FarEnds> {
  const ari = new Ari(url);
  const reached = new Set<string>();
  const connection = await ari.listen('carrier', ({ type, channel }) => {
    if (type === 'StasisStart' && channel !== undefined) reached.add(channel.id);
  });
  const until = async (half: string): Promise<void> => {
    const end = performance.now() + REACHED_MS;
    while (!reached.has(half)) {
      if (performance.now() > end) throw new Error(`no far end of ${half}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    async tell(callId, act) {
      const half = `${callId};2`;
      await until(half);
      const path = `channels/${encodeURIComponent(half)}`;
      if (act === 'ring' || act === 'answer') await ari.must('POST', `${path}/${act}`);
      else {
        const [context, extension] = 'hangUp' in act ? ['hang-up', act.hangUp] : ['answer-as', act.answerAs];
        await ari.must('POST', `${path}/continue?context=${context}&extension=${extension}&priority=1`);
      }
    },
    close: () => connection.close(),
  };
}
