import { startPhoneSystem, type PhoneSystem, type PlacedCall } from '../support/phone-system.ts';

const STATUSES = ['ringing', 'answered', 'completed'];

/** A phone system that reports at a steady rate: every call in flight in turn, one status further each time. */
export interface Load {
  readonly url: string;
  /** Calls in flight. */
  inFlight(): number;
  /** Begins to send; resolves, once stopped, to what was accepted and how fast. */
  run(perSecond: number): { stop(): Promise<{ accepted: number; perSecond: number }> };
  close(): Promise<void>;
}

export async function startLoad(): Promise<Load> {
  const turns: { readonly call: PlacedCall; next: number }[] = [];
  const phone: PhoneSystem = await startPhoneSystem((call) => turns.push({ call, next: 0 }));
  return {
    url: phone.url,
    inFlight: () => turns.length,
    run(perSecond) {
      const under_way = new Set<Promise<void>>();
      let accepted = 0;
      let sent = 0;
      const started = performance.now();
      const send = (): void => {
        const turn = turns.shift();
        const status = turn && STATUSES[turn.next];
        if (!turn || status === undefined) return;
        turn.next += 1;
        if (turn.next < STATUSES.length) turns.push(turn);
        const posting = phone.send(turn.call, status).then(
          (code) => {
            if (code >= 200 && code < 300) accepted++;
          },
          () => undefined,
        );
        under_way.add(posting);
        void posting.finally(() => under_way.delete(posting));
      };
      const timer = setInterval(() => {
        const due = ((performance.now() - started) * perSecond) / 1000;
        for (; sent < due; sent++) send();
      }, 5);
      return {
        async stop() {
          clearInterval(timer);
          const seconds = (performance.now() - started) / 1000;
          await Promise.all(under_way);
          return { accepted, perSecond: accepted / seconds };
        },
      };
    },
    close: () => phone.close(),
  };
}
