import './node20.ts';
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@parley/kernel';
import { createEndpointHandler, type WorkflowDefinition } from '@restatedev/restate-sdk';

export interface EndpointOptions {
  /** Address to listen at. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly workflow: WorkflowDefinition<string, unknown>;
  /** Public keys (`publickeyv1_...`) of the Restate whose requests are served; others get 401. */
  readonly identityKeys: readonly string[];
  /** Interpreter versions that this process can run: 1 to this. */
  readonly newestVersion: number;
  readonly logger: Logger;
  /** Takes note of a connection, and gives the name under which requests on it carry it ({@link CONNECTION_HEADER}). */
  readonly opened: (session: ServerHttp2Session) => { readonly name: string; readonly closed: () => void };
}

/** Header that tells an attempt which connection it came on; set here, whatever the request says. */
export const CONNECTION_HEADER = 'x-parley-connection';

/** Where Restate calls this worker: HTTP/2 without TLS, one stream per running execution. */
export interface Endpoint {
  readonly port: number;
  /** Cuts all connections and takes no new ones. */
  close(): Promise<void>;
}

export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { host, port, workflow, identityKeys, newestVersion, logger, opened } = options;
  const serve = createEndpointHandler({
    services: [workflow],
    bidirectional: true,
    ...(identityKeys.length > 0 && { identityKeys: [...identityKeys] }),
    logger: ({ level, context }, message: unknown, ...rest: unknown[]) => {
      const write = level === 'error' || level === 'warn' ? level : 'debug';
      logger[write]({ detail: rest.map(String), execution: context?.key }, String(message));
    },
  });
  const sessions = new Map<ServerHttp2Session, ReturnType<typeof opened>>();
  const server = createServer((request, response) => {
    const version = Number(/^\/v(\d+)\//.exec(request.url)?.[1] ?? Number.NaN);
    const { name } = (request.stream.session && sessions.get(request.stream.session as ServerHttp2Session)) ?? {};
    if (name !== undefined && version >= 1 && version <= newestVersion) {
      request.headers[CONNECTION_HEADER] = name;
      serve(request, response);
    } else response.writeHead(404).end();
  });
  server.on('session', (session) => {
    const note = opened(session);
    sessions.set(session, note);
    session.once('close', () => {
      sessions.delete(session);
      note.closed();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server, [...sessions.keys()]) };
}

async function closeServer(server: Http2Server, sessions: readonly ServerHttp2Session[]): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const session of sessions) session.destroy();
  await closed;
}
