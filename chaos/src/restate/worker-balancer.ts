import { readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Notes where a worker listens, for {@link WorkerBalancer}. */
export async function publishPort(folder: string, port: number): Promise<void> {
  await writeFile(join(folder, `worker-${process.pid}-${port}.port`), '');
}

/** The one address of several workers: every connection goes to one of those that are alive. */
export class WorkerBalancer {
  readonly #folder: string;
  readonly #alive: () => readonly number[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  private constructor(folder: string, alive: () => readonly number[]) {
    this.#folder = folder;
    this.#alive = alive;
    this.#server = createServer((near) => void this.#open(near));
  }

  /** `alive` gives the process ids of the workers. */
  static async start(folder: string, alive: () => readonly number[]): Promise<WorkerBalancer> {
    const balancer = new WorkerBalancer(folder, alive);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #open(near: Socket): Promise<void> {
    near.on('error', () => {});
    this.#sockets.add(near);
    const pids = new Set(this.#alive());
    const ports = (await readdir(this.#folder)).flatMap((name) => {
      const [, pid, port] = /^worker-(\d+)-(\d+)\.port$/.exec(name) ?? [];
      return pids.has(Number(pid)) ? [Number(port)] : [];
    });
    if (ports.length === 0) {
      near.destroy();
      return;
    }
    this.#turn += 1;
    const far = connect(ports[this.#turn % ports.length]!, '127.0.0.1');
    far.on('error', () => {});
    const end = () => {
      this.#sockets.delete(near);
      near.destroy();
      far.destroy();
    };
    near.on('close', end);
    far.on('close', end);
    near.pipe(far);
    far.pipe(near);
  }

  /** Drops every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
