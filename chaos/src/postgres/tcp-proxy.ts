import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type ProxyTarget = { readonly path: string } | { readonly host: string; readonly port: number };

interface Link {
  readonly near: Socket;
  readonly far: Socket;
}

/** A TCP connection to a server elsewhere that can be cut, or go silent as when a cable is pulled. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: ProxyTarget;
  readonly #links = new Set<Link>();
  #silent = false;

  private constructor(target: ProxyTarget) {
    this.#target = target;
    this.#server = createServer((near) => this.#open(near));
  }

  /** Listens on loopback for connections to `target`. */
  static async start(target: ProxyTarget): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #open(near: Socket): void {
    const far = connect(this.#target);
    const link: Link = { near, far };
    this.#links.add(link);
    const end = () => {
      this.#links.delete(link);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', () => {}).on('close', end);
    near.pipe(far);
    far.pipe(near);
    if (this.#silent) hush(link);
  }

  /** Drops every connection. */
  cut(): void {
    for (const { near, far } of this.#links) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Nothing passes any more, and nobody is told. */
  silence(): void {
    this.#silent = true;
    for (const link of this.#links) hush(link);
  }

  /** Ends the silence, if there is one: what was held back passes on. */
  resume(): void {
    // Sockets that are piped already would pass every byte on twice.
    if (!this.#silent) return;
    this.#silent = false;
    for (const { near, far } of this.#links) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function hush({ near, far }: Link): void {
  near.unpipe(far);
  far.unpipe(near);
  near.pause();
  far.pause();
}
