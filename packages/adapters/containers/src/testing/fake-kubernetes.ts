import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from 'kubernetes-types/batch/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import { FakeCluster } from './fake-cluster.ts';

/** An API server with the parts that Jobs need: names, watches, logs, tokens and permissions as the real one answers. */
export interface FakeKubernetes {
  readonly address: string;
  readonly cluster: FakeCluster;
  /** Bearer tokens that it takes; others are 401. */
  readonly tokens: Set<string>;
  /** What the token may do, as `verb resource`; the rest is 403. */
  readonly allowed: Set<string>;
  /** `VERB /path` of every request, without its query. */
  readonly requests: string[];
  /** Answers that are given before any other, in turn. */
  readonly outages: (number | 'cut')[];
  /** Watches from before this version are told that it is gone. */
  oldestVersion: number;
  /** Cuts the connections of all watches. */
  cutWatches(): void;
  close(): Promise<void>;
}

export const NAMESPACE = 'parley-runs';

interface Exchange {
  readonly url: URL;
  readonly body: string;
  readonly response: ServerResponse;
  /** Of a Job or a pod. */
  readonly name: string;
}

export async function startFakeKubernetes(): Promise<FakeKubernetes> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handle(fake, request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watches = new Set<ServerResponse>();
  const fake: FakeKubernetes & { readonly watches: Set<ServerResponse> } = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cluster: new FakeCluster(),
    tokens: new Set(['token-1']),
    allowed: new Set(['create jobs', 'get jobs', 'delete jobs', 'list pods', 'watch pods', 'get pods/log']),
    requests: [],
    outages: [],
    oldestVersion: 0,
    watches,
    cutWatches() {
      for (const watch of watches) watch.destroy();
    },
    async close() {
      fake.cluster.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
  return fake;
}

type Fake = FakeKubernetes & { readonly watches: Set<ServerResponse> };
type Route = (fake: Fake, exchange: Exchange) => void;

const json = (response: ServerResponse, status: number, body: unknown) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const failure = (response: ServerResponse, code: number, reason: string, message: string) =>
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });

function handle(fake: Fake, request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url!, fake.address);
  const outage = fake.outages.shift();
  if (outage === 'cut') return void request.socket.destroy();
  if (outage !== undefined) return void failure(response, outage, 'ServiceUnavailable', 'later');
  const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  if (!fake.tokens.has(bearer)) return void failure(response, 401, 'Unauthorized', 'Unauthorized');
  const found = new RegExp(`/namespaces/${NAMESPACE}/(jobs|pods)(?:/([^/]+))?(/log)?$`).exec(url.pathname);
  const resource = `${found?.[1]}${found?.[3] ?? ''}`;
  const verb = verbOf(request.method!, url, found?.[2] !== undefined);
  fake.requests.push(`${verb} ${resource}`);
  if (!fake.allowed.has(`${verb} ${resource}`)) {
    return void failure(response, 403, 'Forbidden', `${resource} is forbidden: the account cannot ${verb} it`);
  }
  ROUTES[`${verb} ${resource}`]!(fake, { url, body, response, name: found?.[2] ?? '' });
}

function verbOf(method: string, url: URL, named: boolean): string {
  if (method === 'POST') return 'create';
  if (method === 'DELETE') return 'delete';
  if (named) return 'get';
  return url.searchParams.has('watch') ? 'watch' : 'list';
}

const notFound = (response: ServerResponse, name: string) =>
  failure(response, 404, 'NotFound', `jobs.batch "${name}" not found`);

const ROUTES: Readonly<Record<string, Route>> = {
  'create jobs'({ cluster }, { body, response }) {
    const job = JSON.parse(body) as Job;
    const name = job.metadata!.name!;
    if (cluster.jobs.has(name)) failure(response, 409, 'AlreadyExists', `jobs.batch "${name}" already exists`);
    else json(response, 201, cluster.createJob(job));
  },
  'get jobs'({ cluster }, { name, response }) {
    const job = cluster.jobs.get(name);
    if (job) json(response, 200, job);
    else notFound(response, name);
  },
  'delete jobs'({ cluster }, { name, body, response }) {
    if (!cluster.jobs.has(name)) return void notFound(response, name);
    const { propagationPolicy } = JSON.parse(body) as { propagationPolicy?: string };
    if (propagationPolicy !== 'Foreground')
      return void failure(response, 422, 'Invalid', 'this one knows no other way');
    cluster.deleteJob(name);
    json(response, 200, cluster.jobs.get(name));
  },
  'list pods'({ cluster }, { url, response }) {
    const items = [...cluster.pods.values()].filter((pod) => selects(url, pod));
    json(response, 200, { kind: 'PodList', metadata: { resourceVersion: String(cluster.version) }, items });
  },
  'watch pods': watch,
  'get pods/log'({ cluster }, { name, url, response }) {
    const log = cluster.kubelet.log(name);
    if (log === undefined) return void failure(response, 400, 'BadRequest', 'the container is waiting to start');
    const limit = Number(url.searchParams.get('limitBytes') ?? Infinity);
    response
      .writeHead(log === '' ? 204 : 200, { 'content-type': 'text/plain' })
      .end(Buffer.from(log).subarray(0, limit));
  },
};

function selects(url: URL, pod: Pod): boolean {
  const [label, value] = url.searchParams.get('labelSelector')!.split('=');
  return pod.metadata?.labels?.[label!] === value;
}

function watch(fake: Fake, { url, response }: Exchange): void {
  const { cluster, watches } = fake;
  let seen = Number(url.searchParams.get('resourceVersion'));
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const send = (event: unknown) => response.write(`${JSON.stringify(event)}\n`);
  if (seen < fake.oldestVersion) {
    send({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    return void response.end();
  }
  const wake = () => {
    for (const { type, version, object } of cluster.events) {
      if (version <= seen || !selects(url, object)) continue;
      seen = version;
      send({ type, object });
    }
  };
  const timer = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1000);
  cluster.watchers.add(wake);
  watches.add(response);
  response.once('close', () => {
    clearTimeout(timer);
    cluster.watchers.delete(wake);
    watches.delete(response);
  });
  wake();
}
