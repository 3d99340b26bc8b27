import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const TRY_AGAIN_MS = 100;
const SWEEP_MS = 10;

/** The listener, which can be shut for a while so that connections are refused. */
export class Door {
  private timer: NodeJS.Timeout | undefined;
  private sweep: NodeJS.Timeout | undefined;
  private isOpen = false;
  private isClosed = false;

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    readonly port: number,
  ) {}

  /** Listens; rejects with the system's error, `EADDRINUSE` for one. */
  static async open(server: Server, host: string, port: number): Promise<Door> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const door = new Door(server, host, (server.address() as AddressInfo).port);
    door.isOpen = true;
    return door;
  }

  get open(): boolean {
    return this.isOpen;
  }

  /** Refuses connections for `ms`, and breaks those that are idle. */
  shut(ms: number): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    if (this.isOpen) {
      this.isOpen = false;
      this.server.close();
      // Connections that are busy now become idle while the door is shut.
      this.sweep = setInterval(() => this.server.closeIdleConnections(), SWEEP_MS);
    }
    this.timer = setTimeout(() => this.reopen(), ms);
  }

  /** Shuts for good and breaks every connection. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearInterval(this.sweep);
    if (!this.isOpen) {
      this.server.closeAllConnections();
      return;
    }
    this.isOpen = false;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private reopen(): void {
    // Somebody else may have taken the port meanwhile; it is ours again when they leave.
    const taken = (): void => {
      this.timer = setTimeout(() => this.reopen(), TRY_AGAIN_MS);
    };
    this.server.once('error', taken);
    this.server.listen(this.port, this.host, () => {
      this.server.off('error', taken);
      clearInterval(this.sweep);
      if (this.isClosed) this.server.close();
      else this.isOpen = true;
    });
  }
}
