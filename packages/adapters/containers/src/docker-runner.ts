import { type ContainerRunner, type EffectContext, type ProcessResult, standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import {
  type ContainerJob,
  type ContainerLimits,
  containerName,
  createBody,
  REMOVE_AFTER,
  shellEntrypoint,
  toJob,
} from './container-spec.ts';
import { createDockerApi, type DockerAnswer, type DockerApi, dockerError } from './docker-api.ts';
import { readLogs } from './log-stream.ts';

export interface ContainerOptions {
  /** Path of the Docker Engine's unix socket. */
  readonly socketPath: string;
  readonly clock: Clock;
  /** Images that workflows may run: a name with its tag, or with `*` at the end for all that begin so. */
  readonly images: readonly string[];
  /** The image that shell commands run in; without one they are refused. */
  readonly shellImage?: string;
  readonly limits?: ContainerLimits;
  /** From the start of a container to its end; default 600,000. */
  readonly timeoutMs?: number;
  /** Of standard output and of standard error; default 1 MiB each. */
  readonly maxOutputBytes?: number;
}

/** Runs processes in containers; what a workflow or an adapter asks for is a job. */
export interface DockerRunner extends ContainerRunner {
  execute(job: ContainerJob, context: EffectContext): Promise<ProcessResult>;
}

const CLEANUP_MS = 10_000;

/**
 * Runs containers on a Docker Engine. A container's name follows from the idempotency key and the attempt: whoever takes
 * over after a crash goes on with the one that is there. One with standard input that had begun is started anew, since
 * nobody knows how much of it arrived.
 */
export function createDockerRunner(options: ContainerOptions): DockerRunner {
  const { clock, images, shellImage, limits = {}, timeoutMs = 600_000, maxOutputBytes = 1024 * 1024 } = options;
  const docker = createDockerApi(options.socketPath);

  async function execute(job: ContainerJob, context: EffectContext): Promise<ProcessResult> {
    const bounded = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
    const name = containerName(context);
    let keep = false;
    try {
      await removeExpired(docker, clock.now());
      await prepare(docker, name, job, limits, clock.now(), bounded);
      const code = await finish(docker, name, bounded);
      const logs = await docker.stream({
        method: 'GET',
        path: `/containers/${name}/logs?stdout=1&stderr=1`,
        signal: bounded,
      });
      const result = { code, ...(await readLogs(logs as AsyncIterable<Buffer>, maxOutputBytes)) };
      keep = job.keepMs > 0;
      return result;
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      if (bounded.aborted) {
        throw standardError('timeout', `The container took longer than ${timeoutMs / 1000} seconds`);
      }
      throw error;
    } finally {
      if (!keep) await remove(docker, name);
    }
  }

  return {
    execute,
    async run(container, context) {
      const job = toJob(container);
      if (!images.some((each) => matches(each, job.image))) {
        throw standardError('configuration', `This installation does not run the image "${job.image.slice(0, 200)}"`);
      }
      return await execute(job, context);
    },
    async shell({ command, ...given }, context) {
      if (shellImage === undefined) {
        throw standardError('configuration', 'This installation runs no shell commands; use a script or a container');
      }
      const entrypoint = shellEntrypoint(command);
      return await execute({ image: shellImage, entrypoint, pull: 'ifNotPresent', keepMs: 0, ...given }, context);
    },
  };
}

const matches = (allowed: string, image: string) =>
  allowed.endsWith('*') ? image.startsWith(allowed.slice(0, -1)) : allowed === image;

function expect(answer: DockerAnswer, path: string, ...statuses: readonly number[]): DockerAnswer {
  if (statuses.includes(answer.status)) return answer;
  throw dockerError({ method: 'POST', path }, answer);
}

/** Creates and starts the container, unless a worker before this one did. */
async function prepare(
  docker: DockerApi,
  name: string,
  job: ContainerJob,
  limits: ContainerLimits,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const found = await inspect(docker, name, signal);
  if (found && (found.Status === 'created' || job.stdin === undefined)) {
    if (found.Status === 'created') await start(docker, name, job, signal);
    return;
  }
  if (found) await remove(docker, name);
  await pull(docker, job, signal);
  const keep = Number.isFinite(job.keepMs) ? { [REMOVE_AFTER]: String(nowMs + job.keepMs) } : {};
  const body = createBody(job, limits, { 'parley.managed': 'true', ...keep });
  const path = `/containers/create?name=${name}`;
  expect(await docker.ask({ method: 'POST', path, body, signal }), path, 201);
  await start(docker, name, job, signal);
}

interface ContainerState {
  readonly Status?: unknown;
  readonly OOMKilled?: unknown;
}

async function inspect(docker: DockerApi, name: string, signal: AbortSignal): Promise<ContainerState | undefined> {
  const path = `/containers/${name}/json`;
  const answer = await docker.ask({ method: 'GET', path, signal });
  if (answer.status === 404) return undefined;
  const { body } = expect(answer, path, 200);
  return isObject(body) && isObject(body.State) ? body.State : {};
}

async function pull(docker: DockerApi, { image, pull: policy }: ContainerJob, signal: AbortSignal): Promise<void> {
  const known = await docker.ask({ method: 'GET', path: `/images/${encodeURIComponent(image)}/json`, signal });
  if (known.status === 200 && policy !== 'always') return;
  if (policy === 'never')
    throw standardError('configuration', `The image "${image}" is not there and must not be pulled`);
  const path = `/images/create?fromImage=${encodeURIComponent(image)}${hasTag(image) ? '' : '&tag=latest'}`;
  let last = '';
  for await (const chunk of await docker.stream({ method: 'POST', path, signal })) {
    last = (last + String(chunk)).slice(-2000);
  }
  const failure = /"error"\s*:\s*"([^"]+)"/.exec(last)?.[1];
  if (failure !== undefined) throw standardError('runtime', `The image "${image}" cannot be pulled: ${failure}`);
}

const hasTag = (image: string) => image.includes('@') || /:[^/]+$/.test(image);

async function start(docker: DockerApi, name: string, { stdin }: ContainerJob, signal: AbortSignal): Promise<void> {
  const input =
    stdin === undefined ? undefined : await docker.attach(`/containers/${name}/attach?stream=1&stdin=1`, signal);
  input?.on('error', () => {}); // a process may end without having read everything
  const path = `/containers/${name}/start`;
  expect(await docker.ask({ method: 'POST', path, signal }), path, 204, 304);
  input?.end(stdin);
  input?.resume();
}

/** Waits for the end; gives the exit code. */
async function finish(docker: DockerApi, name: string, signal: AbortSignal): Promise<number> {
  const path = `/containers/${name}/wait?condition=not-running`;
  const { body } = expect(await docker.ask({ method: 'POST', path, signal }), path, 200);
  const code = isObject(body) ? Number(body.StatusCode) : Number.NaN;
  const state = await inspect(docker, name, signal);
  if (state?.OOMKilled === true) throw standardError('runtime', 'The container needs more memory than it may have');
  if (Number.isInteger(code)) return code;
  throw standardError('communication', 'Docker did not say how the container ended');
}

/** Kills it if it runs. What cannot be removed now is the operator's: its label says whose it is. */
async function remove(docker: DockerApi, name: string): Promise<void> {
  const path = `/containers/${name}?force=1&v=1`;
  await docker.ask({ method: 'DELETE', path, signal: AbortSignal.timeout(CLEANUP_MS) }).catch(() => {});
}

/** Containers that were kept for a while go when the next one comes. */
async function removeExpired(docker: DockerApi, nowMs: number): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [REMOVE_AFTER], status: ['exited'] }));
  const { body } = await docker.ask({ method: 'GET', path: `/containers/json?all=1&limit=100&filters=${filters}` });
  for (const container of Array.isArray(body) ? body.filter(isObject) : []) {
    const until = isObject(container.Labels) ? Number(container.Labels[REMOVE_AFTER]) : Number.NaN;
    if (until <= nowMs) await remove(docker, String(container.Id));
  }
}
