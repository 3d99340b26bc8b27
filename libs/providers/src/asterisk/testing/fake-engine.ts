import type { ReportedState } from '@ringside/telephony/conformance';

/** What is asked of the fake, by HTTP or over the WebSocket. */
export interface FakeRequest {
  readonly method: string;
  /** Below `/ari/`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeReply {
  readonly status: number;
  readonly body?: unknown;
}

interface Channel {
  readonly id: string;
  state: string;
  readonly createdAt: number;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly snoopsOn: string | null;
  readonly playing: Map<string, string>;
  /** Names of variables that were set afterwards. */
  readonly set: Set<string>;
  /** Who it is that answers, for AMD. */
  answersAs: 'human' | 'machine';
  /** In the application, which takes a moment. */
  inStasis: boolean;
}

type Event = Readonly<Record<string, unknown>>;

/** Milliseconds for which media are played; others do not exist. */
const FAKE_MEDIA: Readonly<Record<string, number>> = {
  'sound:short': 20,
  'sound:long': 60_000,
};
const NOT_FOUND: FakeReply = { status: 404, body: { message: 'Not found' } };

/**
 * The inside of a made-up Asterisk: channels and bridges, what can be asked of them, and the events that tell of them, in the
 * shapes of the recorded streams. Far ends do what they are told.
 */
export class FakeEngine {
  readonly channels = new Map<string, Channel>();
  readonly bridges = new Map<string, { readonly name: string; readonly members: Set<string> }>();
  readonly globals = new Map<string, string>();
  /** Bridges that are gone, and still told of. */
  private readonly toldOf = new Set<string>();
  readonly endpoints = new Set<string>();
  readonly hungUp = new Set<string>();
  /** Names of applications that are connected. */
  readonly applications = new Set<string>();
  /** Extensions of `[ringside]`. */
  dialplan = new Set(['amd', 'ended']);
  /** Whether func_dialplan.so is loaded. */
  knowsDialplan = true;
  /** Whether func_global.so is loaded. */
  knowsGlobals = true;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly version: string,
    private readonly tell: (event: Event) => void,
  ) {}

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** It was killed and started again. */
  restart(): void {
    for (const memory of [this.channels, this.bridges, this.globals, this.applications]) memory.clear();
  }

  /** A channel is made; the far end does nothing yet. */
  place(id: string, body: Readonly<Record<string, unknown>>): FakeReply {
    if (this.channels.has(id))
      return { status: 409, body: { message: 'Channel with given unique ID already exists' } };
    const args = typeof body['appArgs'] === 'string' ? body['appArgs'].split(',') : [];
    const variables = (body['variables'] ?? {}) as Record<string, string>;
    this.add(id, 'Down', args, variables, null);
    for (const [name, value] of Object.entries(variables)) this.setGlobal(name, value);
    this.dial(id, '');
    return { status: 200, body: this.shown(id) };
  }

  /** The far end, or the network, brings the call there. */
  move(id: string, state: ReportedState): void {
    const channel = this.channels.get(id);
    if (channel === undefined) return;
    switch (state) {
      case 'dialing':
        return this.dial(id, '');
      case 'ringing':
        this.enter(channel, 'Ringing');
        return this.dial(id, 'RINGING');
      case 'answered':
        this.enter(channel, 'Up');
        this.dial(id, 'ANSWER');
        return this.later(2, () => this.start(id, channel.args));
      case 'completed':
        if (channel.state !== 'Up') this.move(id, 'answered');
        return this.destroy(id, 16);
      case 'canceled':
        return this.hangUp(id);
      case 'busy':
        return this.destroy(id, 17);
      case 'no_answer':
        return this.destroy(id, 19);
      case 'rejected':
        return this.destroy(id, 21);
      case 'failed':
        return this.destroy(id, 34);
    }
  }

  answerBy(id: string, by: 'human' | 'machine'): void {
    const channel = this.channels.get(id);
    if (channel !== undefined) channel.answersAs = by;
    this.move(id, 'answered');
  }

  /** What is being played to a call is heard to its end. */
  playToEnd(id: string): void {
    const channel = this.channels.get(id);
    if (channel !== undefined)
      for (const playback of [...channel.playing.keys()]) this.played(channel, playback, 'done');
  }

  /** Ids of the calls that `id` hears by listening. */
  hears(id: string): string[] {
    return [...this.bridges.values()]
      .filter(({ members }) => members.has(id))
      .flatMap(({ members }) => [...members])
      .flatMap((member) => this.channels.get(member)?.snoopsOn ?? []);
  }

  ask({ method, path, query, body }: FakeRequest): FakeReply {
    const [root = '', id = '', what = '', more = ''] = path.split('/').map(decodeURIComponent);
    const parameter = (name: string): string => String(query.get(name) ?? body[name] ?? '');
    switch (`${method} ${root}${id === '' ? '' : '/:id'}${what === '' ? '' : `/${what}`}`) {
      case 'GET asterisk/:id':
        return id === 'info'
          ? { status: 200, body: { system: { version: this.version, entity_id: '02:fc' } } }
          : { status: 200, body: { value: this.globals.get(parameter('variable')) ?? '' } };
      case 'POST asterisk/:id':
        this.setGlobal(parameter('variable'), parameter('value'));
        return { status: 204 };
      case 'GET endpoints/:id/' + what:
        return this.endpoints.has(`${id}/${what}`)
          ? { status: 200, body: { technology: id, resource: what, state: 'online', channel_ids: [] } }
          : NOT_FOUND;
      case 'GET applications/:id':
        return this.applications.has(id)
          ? { status: 200, body: { name: id } }
          : { status: 404, body: { message: 'Application not found' } };
      case 'GET channels':
        return { status: 200, body: [...this.channels.keys()].map((one) => this.shown(one)) };
      case 'GET channels/:id':
        return this.channels.has(id) ? { status: 200, body: this.shown(id) } : NOT_FOUND;
      case 'DELETE channels/:id':
        if (!this.channels.has(id)) return NOT_FOUND;
        this.hungUp.add(id);
        this.hangUp(id);
        return { status: 204 };
      case 'GET channels/:id/variable':
        return this.channelVariable(id, parameter('variable'));
      case 'POST channels/:id/variable':
        if (!this.channels.has(id)) return NOT_FOUND;
        this.channels.get(id)?.set.add(parameter('variable'));
        return { status: 204 };
      case 'POST channels/:id/continue':
        return this.goOn(id, parameter('context'), parameter('extension'));
      case 'POST channels/:id/play':
        return this.play(id, more, parameter('media'));
      case 'POST channels/:id/snoop':
        return this.snoop(id, more, parameter('appArgs'));
      case 'GET playbacks/:id': {
        const playing = [...this.channels.values()].some((channel) => channel.playing.has(id));
        return playing ? { status: 200, body: { id, state: 'playing' } } : NOT_FOUND;
      }
      case 'DELETE playbacks/:id':
        for (const channel of this.channels.values())
          if (channel.playing.has(id)) return this.played(channel, id, 'done');
        return NOT_FOUND;
      case 'GET bridges':
        return { status: 200, body: [...this.bridges.keys()].map((one) => this.shownBridge(one)) };
      case 'GET bridges/:id':
        return this.bridges.has(id) || this.toldOf.has(id)
          ? { status: 200, body: this.shownBridge(id) }
          : NOT_FOUND;
      case 'POST bridges/:id':
        if (this.toldOf.has(id)) return { status: 500, body: { message: 'Unable to create bridge' } };
        if (!this.bridges.has(id)) this.bridges.set(id, { name: parameter('name'), members: new Set() });
        return { status: 200, body: this.shownBridge(id) };
      case 'POST bridges/:id/addChannel':
        return this.join(id, parameter('channel').split(','));
      case 'DELETE bridges/:id':
        if (this.toldOf.has(id))
          return { status: 409, body: { message: 'Bridge not in Stasis application' } };
        for (const member of this.bridges.get(id)?.members ?? []) this.moveOut(id, member);
        if (!this.bridges.delete(id)) return NOT_FOUND;
        if (this.version.startsWith('16.')) {
          this.toldOf.add(id);
          this.later(15, () => this.toldOf.delete(id));
        }
        return { status: 204 };
      default:
        return { status: 404, body: { message: 'Resource not found' } };
    }
  }

  /** `GLOBAL(NAME)` is a function, of func_global.so. */
  private setGlobal(name: string, value: string): void {
    const global = /^GLOBAL\((\w+)\)$/.exec(name)?.[1];
    if (global !== undefined && this.knowsGlobals) this.globals.set(global, value);
  }

  private add(
    id: string,
    state: string,
    args: readonly string[],
    variables: Readonly<Record<string, string>>,
    snoopsOn: string | null,
  ): void {
    this.channels.set(id, {
      ...{ id, state, args, variables, snoopsOn },
      ...{
        createdAt: Date.now(),
        playing: new Map(),
        set: new Set<string>(),
        answersAs: 'human',
        inStasis: false,
      },
    });
  }

  private channelVariable(id: string, name: string): FakeReply {
    if (!this.channels.has(id)) return NOT_FOUND;
    if (/^\w+$/.test(name))
      return this.channels.get(id)?.set.has(name) === true
        ? { status: 200, body: { value: '1' } }
        : { status: 404, body: { message: 'Provided variable was not found' } };
    const extension = /^DIALPLAN_EXISTS\(ringside,(\w+),1\)$/.exec(name)?.[1];
    if (extension === undefined || !this.knowsDialplan)
      return { status: 500, body: { message: 'Unable to read provided function' } };
    return { status: 200, body: { value: this.dialplan.has(extension) ? '1' : '0' } };
  }

  /** The dialplan listens for a machine, and comes back; where there is nothing, the call ends. */
  private goOn(id: string, context: string, extension: string): FakeReply {
    const channel = this.channels.get(id);
    if (channel === undefined) return NOT_FOUND;
    channel.inStasis = false;
    this.tell(this.event('StasisEnd', id));
    if (context === 'ringside' && this.dialplan.has(extension))
      this.later(5, () =>
        this.start(id, [
          'amd',
          channel.answersAs === 'human' ? 'HUMAN' : 'MACHINE',
          'LONGGREETING-1500-1500',
        ]),
      );
    else this.later(5, () => this.destroy(id, 0));
    return { status: 204 };
  }

  private play(id: string, playback: string, media: string): FakeReply {
    const channel = this.channels.get(id);
    if (channel === undefined) return NOT_FOUND;
    if (!channel.inStasis) return { status: 409, body: { message: 'Channel not in Stasis application' } };
    channel.playing.set(playback, media);
    const ms = FAKE_MEDIA[media];
    this.later(ms ?? 1, () => this.played(channel, playback, ms === undefined ? 'failed' : 'done'));
    return { status: 201, body: { id: playback, media_uri: media, state: 'queued' } };
  }

  private played(channel: Channel, playback: string, state: string): FakeReply {
    if (!channel.playing.delete(playback)) return NOT_FOUND;
    const target = `channel:${channel.id}`;
    this.tell({ type: 'PlaybackFinished', playback: { id: playback, target_uri: target, state } });
    return { status: 204 };
  }

  private snoop(heard: string, id: string, args: string): FakeReply {
    if (!this.channels.has(heard)) return NOT_FOUND;
    if (this.channels.has(id))
      return { status: 500, body: { message: 'Snoop channel could not be created' } };
    this.add(id, 'Up', args.split(','), {}, heard);
    this.later(1, () => this.start(id, args.split(',')));
    return { status: 200, body: this.shown(id) };
  }

  private join(id: string, channels: readonly string[]): FakeReply {
    const bridge = this.bridges.get(id);
    if (bridge === undefined) return NOT_FOUND;
    if (!channels.every((one) => this.channels.has(one)))
      return { status: 400, body: { message: 'Channel not found' } };
    if (!channels.every((one) => this.channels.get(one)?.inStasis))
      return { status: 422, body: { message: 'Channel not in Stasis application' } };
    for (const one of channels) {
      for (const other of this.bridges.keys()) this.moveOut(other, one);
      bridge.members.add(one);
      this.tell(this.event('ChannelEnteredBridge', one, { bridge: this.shownBridge(id) }));
    }
    return { status: 204 };
  }

  private moveOut(bridge: string, id: string): void {
    if (this.bridges.get(bridge)?.members.delete(id) === true)
      this.tell(this.event('ChannelLeftBridge', id, { bridge: this.shownBridge(bridge) }));
  }

  private hangUp(id: string): void {
    this.tell(this.event('ChannelHangupRequest', id, { soft: true, cause: 32 }));
    this.destroy(id, 16);
  }

  private destroy(id: string, cause: number): void {
    const channel = this.channels.get(id);
    if (channel === undefined) return;
    const event = this.event('ChannelDestroyed', id, { cause, cause_txt: 'some words' });
    for (const playback of [...channel.playing.keys()]) this.played(channel, playback, 'failed');
    const slot = channel.variables['RINGSIDE_SLOT'];
    if (slot !== undefined && this.dialplan.has('ended')) {
      const seconds = Math.floor(Date.now() / 1000);
      this.globals.set(`RINGSIDE_ENDED_${slot}`, `${id} ${cause} ${channel.state} ${seconds} `);
    }
    for (const bridge of this.bridges.keys()) this.moveOut(bridge, id);
    this.channels.delete(id);
    this.tell(event);
    for (const other of this.channels.values()) if (other.snoopsOn === id) this.destroy(other.id, 16);
  }

  private enter(channel: Channel, state: string): void {
    channel.state = state;
    this.tell(this.event('ChannelStateChange', channel.id));
  }

  private start(id: string, args: readonly string[]): void {
    const channel = this.channels.get(id);
    if (channel === undefined) return;
    channel.inStasis = true;
    this.tell(this.event('StasisStart', id, { args }));
  }

  private dial(id: string, dialstatus: string): void {
    const { channel, ...rest } = this.event('Dial', id, { dialstatus, forward: '' });
    this.tell({ ...rest, peer: channel });
  }

  private event(type: string, id: string, more: Event = {}): Event {
    return {
      ...more,
      type,
      timestamp: engineTime(Date.now()),
      channel: this.shown(id),
      application: 'ringside',
    };
  }

  private shown(id: string): Event {
    const channel = this.channels.get(id);
    return {
      ...{ id, state: channel?.state ?? 'Down' },
      name: `${channel?.snoopsOn == null ? 'Local/x@carrier' : `Snoop/${channel.snoopsOn}`}-00000001;1`,
      dialplan: {
        app_name: channel?.state === 'Up' ? 'Stasis' : 'AppDial2',
        app_data: `ringside,${channel?.args.join()}`,
      },
      creationtime: engineTime(channel?.createdAt ?? 0),
    };
  }

  private shownBridge(id: string): Event {
    const bridge = this.bridges.get(id);
    return { id, name: bridge?.name, bridge_type: 'mixing', channels: [...(bridge?.members ?? [])] };
  }

  private later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }
}

/** As Asterisk writes it: `2026-11-20T06:37:05.864+0000`. */
function engineTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
