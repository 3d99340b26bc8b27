import type { PlacedCall, Provider } from '@ringside/telephony';
import type { Behaviour, FakePhoneSystem, ReportedState, SeenRequest } from '@ringside/telephony/conformance';
import { Ari } from './lab/ari.ts';
import type { FarEnds } from './lab/far-ends.ts';
import { observe, type Observer } from './lab/observer.ts';
import { startProxy, type Answer, type Originate, type Proxy, type Treatment } from './lab/proxy.ts';
import type { Asterisk } from './lab/start.ts';

/** The far ends of the conformance suite are driven by hand. */
export const BY_HAND = 'Local/{number}@by-hand';

/** A real Asterisk as the conformance suite wants its phone system: what it tells is the engine's own view. */
export class RealSystem implements FakePhoneSystem {
  readonly asked: SeenRequest[] = [];
  /** What the provider is to be told as ARI_URL. */
  readonly url: string;
  private behaviour: Behaviour = { kind: 'accept' };
  private readonly taken = new Set<string>();
  private readonly ari: Ari;
  private readonly proxy: Proxy;
  private readonly farEnds: FarEnds;
  private readonly observer: Observer;
  /** Who ends a call from our side. */
  provider: Provider | null = null;

  private constructor(asterisk: Asterisk, proxy: Proxy, farEnds: FarEnds, observer: Observer) {
    this.ari = new Ari(asterisk.url);
    this.proxy = proxy;
    this.farEnds = farEnds;
    this.observer = observer;
    this.url = proxy.url;
  }

  /** `farEnds` stay the caller's. */
  static async over(asterisk: Asterisk, farEnds: FarEnds): Promise<RealSystem> {
    const observer = await observe(asterisk);
    const late: { system: RealSystem | null } = { system: null };
    const proxy = await startProxy({
      target: asterisk.url,
      onOriginate: async (asked, forward) =>
        late.system === null ? { kind: 'reset' } : late.system.treat(asked, forward),
    });
    late.system = new RealSystem(asterisk, proxy, farEnds, observer);
    return late.system;
  }

  answer(behaviour: Behaviour): void {
    this.behaviour = behaviour;
  }

  get placed(): number {
    return this.taken.size;
  }

  connections(): number {
    return this.proxy.connections();
  }

  goDown(): Promise<void> {
    return this.proxy.down();
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await Promise.all(
      [...this.observer.calls.keys()].map((id) =>
        this.ari.ask('DELETE', `channels/${encodeURIComponent(id)}`),
      ),
    );
    for (const { id } of await this.mixing())
      await this.ari.ask('DELETE', `bridges/${encodeURIComponent(id)}`);
    this.observer.close();
  }

  async move(call: PlacedCall, state: ReportedState): Promise<void> {
    const { callId } = call;
    switch (state) {
      case 'dialing':
        return;
      case 'ringing':
        return this.farEnds.tell(callId, 'ring');
      case 'answered':
        return this.farEnds.tell(callId, 'answer');
      case 'completed':
        if (this.observer.calls.get(callId)?.state !== 'Up') {
          await this.farEnds.tell(callId, 'answer');
          await this.isIn(callId, 'Up');
        }
        return this.farEnds.tell(callId, { hangUp: 16 });
      case 'busy':
        return this.farEnds.tell(callId, { hangUp: 17 });
      case 'no_answer':
        return this.farEnds.tell(callId, { hangUp: 19 });
      case 'rejected':
        return this.farEnds.tell(callId, { hangUp: 21 });
      case 'failed':
        return this.farEnds.tell(callId, { hangUp: 34 });
      case 'canceled':
        await this.provider?.hangUp?.(call, new AbortController().signal);
    }
  }

  answerBy({ callId }: PlacedCall, by: 'human' | 'machine'): Promise<void> {
    return this.farEnds.tell(callId, { answerAs: by });
  }

  /** The engine had it, and has it no more. */
  async wasHungUp({ callId }: PlacedCall): Promise<boolean> {
    const { status } = await this.ari.ask('GET', `channels/${encodeURIComponent(callId)}`);
    return status === 404 && this.observer.made.includes(callId);
  }

  streams(): number {
    return this.proxy.streams();
  }

  dropStreams(): void {
    this.proxy.cutStreams();
  }

  async bridges(): Promise<string[][]> {
    const bridges = await this.mixing();
    return bridges.map(({ channels }) => channels.filter((id) => this.observer.calls.has(id)));
  }

  async hears({ callId }: PlacedCall): Promise<string[]> {
    const [bridges, channels] = await Promise.all([this.mixing(), this.ari.channels()]);
    const together = bridges
      .filter(({ channels: ids }) => ids.includes(callId))
      .flatMap(({ channels: ids }) => ids);
    return channels
      .filter(({ id }) => together.includes(id))
      .flatMap(({ name }) => /^Snoop\/(.+)-[0-9a-f]+$/.exec(name)?.[1] ?? []);
  }

  playing({ callId }: PlacedCall): string[] {
    return this.observer.playing(callId);
  }

  private mixing(): Promise<{ id: string; channels: string[] }[]> {
    return this.ari.must('GET', 'bridges');
  }

  private async isIn(callId: string, state: string): Promise<void> {
    const end = performance.now() + 10_000;
    while (this.observer.calls.get(callId)?.state !== state) {
      if (performance.now() > end) throw new Error(`${callId} is not ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  private async treat(asked: Originate, forward: () => Promise<Answer>): Promise<Treatment> {
    const now = this.behaviour;
    this.asked.push({
      to: /^Local\/(.*)@by-hand/.exec(asked.endpoint)?.[1] ?? asked.endpoint,
      from: asked.callerId,
      callId: asked.callId,
      webhookUrl: null,
    });
    const place = async (): Promise<Answer> => {
      const answer = await forward();
      if (answer.status < 300 && asked.callId !== null) this.taken.add(asked.callId);
      return answer;
    };
    const answer = (status: number, body: string, headers?: Readonly<Record<string, string>>): Treatment => ({
      kind: 'answer',
      answer: { status, body, ...(headers === undefined ? {} : { headers }) },
    });
    switch (now.kind) {
      case 'accept':
        if (now.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, now.afterMs));
        return { kind: 'answer', answer: await place() };
      case 'fail':
        return answer(400, JSON.stringify({ message: now.reason }), { 'content-type': 'application/json' });
      case 'refuse':
        return now.retryAfterSeconds === null
          ? answer(503, '')
          : answer(429, '', { 'retry-after': String(now.retryAfterSeconds) });
      case 'hang':
        return { kind: 'hang' };
      case 'reset':
        return { kind: 'reset' };
      case 'reset_in_answer':
        return { kind: 'reset_in_answer', answer: await place() };
      case 'garbage':
        return answer(200, '<html>?</html>');
      case 'status':
        return answer(now.status, '');
    }
  }
}
