import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** A way to a server that can go silent, as when a cable is pulled: nothing passes, and nobody is told. */
export interface SilentProxy {
  /** The same URL by way of the proxy. */
  readonly url: string;
  silence(): void;
  /** What was held back stays lost; new connections pass. */
  restore(): void;
  close(): void;
}

/** Opens a proxy on loopback to the server of `url`. */
export async function openSilentProxy(url: string): Promise<SilentProxy> {
  const target = new URL(url);
  const folder = target.searchParams.get('host');
  const port = Number(target.port || 5432);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = folder === null ? connect(port, target.hostname) : connect(join(folder, `.s.PGSQL.${port}`));
    for (const socket of [near, far]) {
      sockets.add(socket.on('error', () => {}));
      socket.on('close', () => [near, far].forEach((each) => void each.destroy()));
    }
    if (silent) return;
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target.searchParams.delete('host');
  target.hostname = '127.0.0.1';
  target.port = String((server.address() as AddressInfo).port);
  return {
    url: target.href,
    silence() {
      silent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    restore() {
      silent = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
