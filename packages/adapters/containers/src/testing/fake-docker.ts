import type { ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { endLocally, runLocally } from './run-locally.ts';

/** What a container that runs is and does. */
export interface FakeContainer {
  readonly id: string;
  name: string;
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
  process?: ChildProcess;
}

/** A Docker Engine that keeps containers in memory and answers as its API's reference says. */
export interface FakeDocker {
  readonly socketPath: string;
  /** By name and by id. */
  find(nameOrId: string): FakeContainer | undefined;
  readonly containers: Set<FakeContainer>;
  readonly images: Set<string>;
  /** `METHOD /path` of every request, without version and query. */
  readonly requests: string[];
  /** The versions of the API that were asked for. */
  readonly versions: Set<string>;
  /** The versions that it speaks. */
  range: { readonly MinAPIVersion: string; readonly ApiVersion: string };
  /** What a container does when it has started and its input is complete; by default its command, on this machine. */
  program: (container: FakeContainer) => void;
  close(): Promise<void>;
}

let made = 0;

export async function startFakeDocker(): Promise<FakeDocker> {
  made += 1;
  const socketPath = join(tmpdir(), `parley-docker-${process.pid}-${made}.sock`);
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void handle(docker, request, response, Buffer.concat(chunks).toString()));
  });
  server.on('upgrade', (request, socket) => attach(docker, request, socket));
  const containers = new Set<FakeContainer>();
  const docker: FakeDocker = {
    socketPath,
    containers,
    find: (wanted) => [...containers].find(({ id, name }) => id === wanted || name === wanted),
    images: new Set(['alpine']),
    requests: [],
    versions: new Set(),
    range: { MinAPIVersion: '1.24', ApiVersion: '1.47' },
    program: runCommand,
    close() {
      for (const { process: child } of containers) endLocally(child);
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return docker;
}

function runCommand(container: FakeContainer): void {
  const { Entrypoint = [], Cmd = [], Env } = container.config;
  container.process = runLocally({
    command: [...Entrypoint, ...Cmd],
    environment: Object.fromEntries(Env.map((each) => [each.split('=')[0]!, each.slice(each.indexOf('=') + 1)])),
    stdin: container.stdin,
    output: (fd, text) => container.output.push([fd, text]),
    exit: container.exit,
  });
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
  if (url.pathname === '/version') return void json(response, 200, docker.range);
  const [, version, path] = /^\/v(1\.\d+)(.*)$/.exec(url.pathname)!;
  docker.versions.add(version!);
  docker.requests.push(`${request.method} ${path}`);
  const [, area, id = '', action] = path!.split('/').map(decodeURIComponent);
  if (area === 'images') return void image(docker, url, response, id);
  if (id === 'create') return void create(docker, url, response, JSON.parse(text));
  if (id === 'json') return void json(response, 200, list(docker, url));
  const container = docker.find(id);
  if (!container) return void json(response, 404, { message: `No such container: ${id}` });
  if (request.method === 'DELETE') {
    endLocally(container.process);
    container.exit(137);
    docker.containers.delete(container);
    return void json(response, 204);
  }
  await ACTIONS[action!]!(docker, container, response, url);
}

type Action = (docker: FakeDocker, container: FakeContainer, response: ServerResponse, url: URL) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  json(_, { id, status, code, oom, config }, response) {
    const State = { Status: status, ExitCode: code, OOMKilled: oom };
    json(response, 200, { Id: id, State, Config: { Labels: config.Labels } });
  },
  start(docker, container, response) {
    const before = container.status;
    if (before === 'created') container.status = 'running';
    json(response, before === 'created' ? 204 : 304);
    if (before === 'created' && !container.config.OpenStdin) docker.program(container);
  },
  rename(_, container, response, url) {
    container.name = url.searchParams.get('name')!;
    json(response, 204);
  },
  async wait(_, container, response) {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(); // as Docker does
    await container.ended;
    response.end(JSON.stringify({ StatusCode: container.code }));
  },
  logs(_, { output }, response) {
    response.writeHead(200, { 'content-type': 'application/vnd.docker.multiplexed-stream' });
    for (const [fd, line] of output) {
      const header = Buffer.from([fd, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(Buffer.byteLength(line), 4);
      const frame = Buffer.concat([header, Buffer.from(line)]);
      response.write(frame.subarray(0, 5)); // frames come in any pieces
      response.write(frame.subarray(5));
    }
    response.end();
  },
};

function image(docker: FakeDocker, url: URL, response: ServerResponse, id: string): void {
  if (id !== 'create') return void json(response, docker.images.has(id) ? 200 : 404, {});
  const from = url.searchParams.get('fromImage')!;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"status":"Pulling"}\r\n');
  if (from.includes('missing')) response.end('{"errorDetail":{},"error":"pull access denied"}\r\n');
  else {
    docker.images.add(from);
    response.end('{"status":"Downloaded"}\r\n');
  }
}

function create(docker: FakeDocker, url: URL, response: ServerResponse, config: FakeContainer['config']): void {
  const name = url.searchParams.get('name')!;
  if (docker.find(name)) return void json(response, 409, { message: 'Conflict. The container name is in use' });
  if (!docker.images.has(config.Image)) return void json(response, 404, { message: 'No such image' });
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  made += 1;
  const container: FakeContainer = {
    ...{ id: `id-${made}`, name, config, status: 'created', code: 0, oom: false, stdin: '', output: [], ended },
    exit(code) {
      if (container.status === 'exited') return;
      container.status = 'exited';
      container.code = code;
      end();
    },
  };
  docker.containers.add(container);
  json(response, 201, { Id: container.id });
}

function list(docker: FakeDocker, url: URL): object[] {
  const { label } = JSON.parse(url.searchParams.get('filters')!) as { label: string[] };
  return [...docker.containers]
    .filter((each) => label.every((name) => Object.hasOwn(each.config.Labels, name)))
    .map((each) => ({ Id: each.id, Labels: each.config.Labels }));
}

function attach(docker: FakeDocker, request: IncomingMessage, socket: Duplex): void {
  const name = new URL(request.url!, 'http://docker').pathname.split('/')[3]!;
  docker.requests.push(`POST /containers/${name}/attach`);
  const container = docker.find(name)!;
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  socket.on('data', (chunk: Buffer) => {
    container.stdin += String(chunk);
  });
  socket.on('end', () => {
    socket.end();
    docker.program(container);
  });
}
