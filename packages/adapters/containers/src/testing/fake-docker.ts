import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** What a container that runs is and does. */
export interface FakeContainer {
  readonly name: string;
  /** The body of the request that created it. */
  readonly config: {
    readonly Image: string;
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Env: readonly string[];
    readonly OpenStdin: boolean;
    readonly Labels: Readonly<Record<string, string>>;
    readonly HostConfig: Readonly<Record<string, unknown>>;
    readonly User: string;
  };
  status: 'created' | 'running' | 'exited';
  code: number;
  oom: boolean;
  stdin: string;
  readonly output: (readonly [fd: 1 | 2, text: string])[];
  /** Ends it with this code. */
  exit(code: number): void;
  readonly ended: Promise<void>;
}

/** A Docker Engine that keeps containers in memory and answers as its API's reference says. No process is started. */
export interface FakeDocker {
  readonly socketPath: string;
  readonly containers: Map<string, FakeContainer>;
  readonly images: Set<string>;
  /** `METHOD /path` of every request, without version and query. */
  readonly requests: string[];
  /** What a container does when it has started and its input is complete. */
  program: (container: FakeContainer) => void;
  close(): Promise<void>;
}

let sockets = 0;

export async function startFakeDocker(): Promise<FakeDocker> {
  sockets += 1;
  const socketPath = join(tmpdir(), `parley-docker-${process.pid}-${sockets}.sock`);
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void handle(docker, request, response, Buffer.concat(chunks).toString()));
  });
  server.on('upgrade', (request, socket) => attach(docker, request, socket));
  const docker: FakeDocker = {
    socketPath,
    containers: new Map(),
    images: new Set(['alpine']),
    requests: [],
    program: (container) => container.exit(0),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return docker;
}

const json = (response: ServerResponse, status: number, body?: unknown) =>
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(body === undefined ? '' : JSON.stringify(body));

async function handle(
  docker: FakeDocker,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): Promise<void> {
  const url = new URL(request.url!, 'http://docker');
  const path = url.pathname.replace(/^\/v1\.\d+/, '');
  docker.requests.push(`${request.method} ${path}`);
  const [, area, id = '', action] = path.split('/').map(decodeURIComponent);
  if (area === 'images') return void image(docker, url, response, id);
  if (id === 'create') return void create(docker, url, response, JSON.parse(text));
  if (id === 'json') return void json(response, 200, list(docker, url));
  const container = docker.containers.get(id);
  if (!container) return void json(response, 404, { message: `No such container: ${id}` });
  await act(docker, request.method!, action, container, response);
}

async function act(
  docker: FakeDocker,
  method: string,
  action: string | undefined,
  container: FakeContainer,
  response: ServerResponse,
): Promise<void> {
  if (method === 'DELETE') {
    container.exit(137);
    docker.containers.delete(container.name);
    json(response, 204);
  } else if (action === 'json') {
    const State = { Status: container.status, ExitCode: container.code, OOMKilled: container.oom };
    json(response, 200, { Id: container.name, State });
  } else if (action === 'start') {
    const before = container.status;
    if (before === 'created') container.status = 'running';
    json(response, before === 'created' ? 204 : 304);
    if (before === 'created' && !container.config.OpenStdin) docker.program(container);
  } else if (action === 'wait') {
    await container.ended;
    json(response, 200, { StatusCode: container.code });
  } else if (action === 'logs') {
    response.writeHead(200, { 'content-type': 'application/vnd.docker.multiplexed-stream' });
    for (const [fd, line] of container.output) {
      const header = Buffer.from([fd, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(Buffer.byteLength(line), 4);
      const frame = Buffer.concat([header, Buffer.from(line)]);
      response.write(frame.subarray(0, 5)); // frames come in any pieces
      response.write(frame.subarray(5));
    }
    response.end();
  } else json(response, 400, { message: `no ${action}` });
}

function image(docker: FakeDocker, url: URL, response: ServerResponse, id: string): void {
  if (id !== 'create') return void json(response, docker.images.has(id) ? 200 : 404, {});
  const from = url.searchParams.get('fromImage')!;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"status":"Pulling"}\r\n');
  if (from.startsWith('missing')) response.end('{"errorDetail":{},"error":"pull access denied"}\r\n');
  else {
    docker.images.add(from);
    response.end('{"status":"Downloaded"}\r\n');
  }
}

function create(docker: FakeDocker, url: URL, response: ServerResponse, config: FakeContainer['config']): void {
  const name = url.searchParams.get('name')!;
  if (docker.containers.has(name))
    return void json(response, 409, { message: 'Conflict. The container name is in use' });
  if (!docker.images.has(config.Image)) return void json(response, 404, { message: 'No such image' });
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const container: FakeContainer = {
    name,
    config,
    status: 'created',
    code: 0,
    oom: false,
    stdin: '',
    output: [],
    ended,
    exit(code) {
      if (container.status === 'exited') return;
      container.status = 'exited';
      container.code = code;
      end();
    },
  };
  docker.containers.set(name, container);
  json(response, 201, { Id: name });
}

function list(docker: FakeDocker, url: URL): object[] {
  const { label, status } = JSON.parse(url.searchParams.get('filters')!) as { label: string[]; status: string[] };
  return [...docker.containers.values()]
    .filter((each) => label.every((name) => Object.hasOwn(each.config.Labels, name)) && status.includes(each.status))
    .map((each) => ({ Id: each.name, Labels: each.config.Labels }));
}

function attach(docker: FakeDocker, request: IncomingMessage, socket: Duplex): void {
  const name = new URL(request.url!, 'http://docker').pathname.split('/')[3]!;
  docker.requests.push(`POST /containers/${name}/attach`);
  const container = docker.containers.get(name)!;
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  socket.on('data', (chunk: Buffer) => {
    container.stdin += String(chunk);
  });
  socket.on('end', () => {
    socket.end();
    docker.program(container);
  });
}
