import type { ServerHttp2Session } from 'node:http2';
import { Connection } from './connection.ts';
import { Standstill } from './standstill.ts';

/** All connections from Restate to this worker, by name. */
export class Connections {
  readonly #standstill = new Standstill();
  readonly #connections = new Map<string, Connection>();
  #opened = 0;

  readonly open = (session: ServerHttp2Session) => {
    const name = String(++this.#opened);
    this.#connections.set(name, new Connection(session, this.#standstill));
    return { name, closed: () => void this.#connections.delete(name) };
  };

  /** Undefined when the connection is gone. */
  get(name: string | undefined): Connection | undefined {
    return name === undefined ? undefined : this.#connections.get(name);
  }

  close(): void {
    this.#standstill.close();
  }
}
