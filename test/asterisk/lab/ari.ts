import { WebSocket } from 'ws';
import { DIALER } from './start.ts';

export interface AriChannel {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

export interface AriEvent {
  readonly type: string;
  readonly channel?: AriChannel;
  readonly playback?: {
    readonly id: string;
    readonly media_uri: string;
    readonly target_uri: string;
    readonly state: string;
  };
  readonly recording?: { readonly name: string };
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** ARI as the specs and benchmarks use it themselves, beside the provider: nothing of it is shared with the provider. */
export class Ari {
  private readonly url: string;
  private readonly authorization: string;

  constructor(url: string, { user, password }: Credentials = DIALER) {
    this.url = url;
    this.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /** The status and the JSON of the answer, null when there is none. */
  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/ari/${path}`, {
      method,
      headers: { authorization: this.authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  /** The same, and it must succeed. */
  async must<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Bytes of a file, like a recording. */
  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(`${this.url}/ari/${path}`, {
      headers: { authorization: this.authorization },
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Connects as an application; `all`: with the events of everything that the engine does. */
  async listen(app: string, onEvent: (event: AriEvent) => void, all = false): Promise<{ close(): void }> {
    const address = `${this.url.replace('http', 'ws')}/ari/events?app=${app}&subscribeAll=${all}`;
    const socket = new WebSocket(address, { headers: { authorization: this.authorization } });
    socket.on('message', (data: Buffer) => onEvent(JSON.parse(data.toString()) as AriEvent));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.on('error', () => undefined);
    return { close: () => socket.terminate() };
  }

  channels(): Promise<AriChannel[]> {
    return this.must('GET', 'channels');
  }
}
