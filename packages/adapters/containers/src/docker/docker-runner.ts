import { type EffectContext, HandedOver, type ProcessResult, standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import { type ContainerJob, containerName, neededMoreMemory, stayMs, toBounds, tookTooLong } from '../container-job.ts';
import { type AllowedImages, createContainerRunner, type JobRunner } from '../container-runner.ts';
import { Deadline } from '../deadline.ts';
import { createBody, DEADLINE, type DockerLimits, REMOVE_AFTER } from './create-body.ts';
import { createDockerApi, type DockerApi, dockerError } from './docker-api.ts';
import { demand, type FoundContainer, inspect, pull, remove } from './docker-containers.ts';
import { Leftovers } from './leftovers.ts';
import { readLogs } from './log-stream.ts';

export interface DockerOptions extends AllowedImages {
  /** Path of the Docker Engine's unix socket. */
  readonly socketPath: string;
  readonly clock: Clock;
  readonly limits?: DockerLimits;
}

const SETTLE_MS = 60_000;

/**
 * Runs containers on a Docker Engine. A container's name follows from the idempotency key and the attempt: whoever takes
 * over after a crash goes on with the one that is there, whether it runs or has ended. One with standard input is renamed
 * when all of its input is on its way; one that a crash found before that is started anew, since nobody knows how much
 * of it arrived.
 */
export function createDockerRunner({ socketPath, clock, limits = {}, ...allowed }: DockerOptions): JobRunner {
  const bounds = toBounds(limits, SETTLE_MS);
  const docker = createDockerApi(socketPath);
  const leftovers = new Leftovers(docker, clock);

  /** The container of the attempt: what a worker before this one left, or a new one. `mine` takes what is to be removed. */
  async function claim(name: string, job: ContainerJob, signal: AbortSignal, mine: string[]): Promise<FoundContainer> {
    const found = await findUsable(docker, name, job, signal);
    if (found) return found;
    await pull(docker, job, signal);
    const deadlineAt = clock.now() + bounds.timeoutMs;
    const labels = { [DEADLINE]: String(deadlineAt), [REMOVE_AFTER]: String(deadlineAt + stayMs(job, bounds)) };
    mine.push(name);
    const id = await create(docker, name, createBody(job, limits, bounds, labels), signal);
    if (id !== undefined) return { id, status: 'created', deadlineAt, oomKilled: false };
    mine.pop();
    return await claim(name, job, signal, mine); // another worker was faster by a moment
  }

  async function read({ id }: FoundContainer, end: End, signal: AbortSignal): Promise<ProcessResult> {
    if (end.oomKilled) throw neededMoreMemory();
    const logs = await docker.stream({ method: 'GET', path: `/containers/${id}/logs?stdout=1&stderr=1`, signal });
    return { code: end.code, ...(await readLogs(logs as AsyncIterable<Buffer>, bounds.maxOutputBytes)) };
  }

  /** What has ended stays until its result is recorded; what runs goes, unless another worker goes on with it. */
  async function letGo(job: ContainerJob, names: readonly string[], ended: boolean, signal: AbortSignal) {
    if (signal.reason instanceof HandedOver) return;
    if (!ended) for (const name of names) await remove(docker, name);
    else if (stayMs(job, bounds) === bounds.settleMs) leftovers.add(names[0]!, clock.now() + bounds.settleMs);
  }

  async function execute(job: ContainerJob, context: EffectContext): Promise<ProcessResult> {
    context.signal.throwIfAborted();
    leftovers.sweep();
    const name = containerName(context);
    const deadline = new Deadline(context.signal, bounds.timeoutMs);
    const mine: string[] = [];
    let ended = false;
    try {
      const container = await claim(name, job, deadline.signal, mine);
      mine.splice(0, 1, container.id);
      deadline.set(Math.min(bounds.timeoutMs, container.deadlineAt - clock.now()));
      if (container.status === 'created') await start(docker, container.id, name, job, deadline.signal);
      const end = await finish(docker, container.id, deadline.signal);
      ended = true;
      return await read(container, end, deadline.signal);
    } catch (error) {
      context.signal.throwIfAborted();
      throw deadline.passed ? tookTooLong(bounds) : error;
    } finally {
      deadline.clear();
      await letGo(job, mine, ended, context.signal);
    }
  }

  return createContainerRunner(allowed, execute, () => leftovers.idle());
}

/** The name of a container that has been sent all of its input, if it takes any. */
const fed = (name: string, { stdin }: ContainerJob) => (stdin === undefined ? name : `${name}-fed`);

/** What a worker before this one left, unless its input may be incomplete: then it goes. */
async function findUsable(
  docker: DockerApi,
  name: string,
  job: ContainerJob,
  signal: AbortSignal,
): Promise<FoundContainer | undefined> {
  const found = await inspect(docker, fed(name, job), signal);
  if (found || job.stdin === undefined) return found;
  const hungry = await inspect(docker, name, signal);
  if (!hungry || hungry.status === 'created') return hungry;
  await remove(docker, hungry.id);
  return undefined;
}

/** Gives the id of the new container; undefined when there is one of this name. */
async function create(docker: DockerApi, name: string, body: object, signal: AbortSignal): Promise<string | undefined> {
  const wanted = { method: 'POST', path: `/containers/create?name=${name}`, body, signal } as const;
  const answer = await docker.ask(wanted);
  const { status, body: said } = answer;
  if (status === 201 && isObject(said)) return String(said.Id);
  // Podman says 500 where Docker says 409.
  if (status === 409 || (isObject(said) && String(said.message).includes('already in use'))) return undefined;
  throw dockerError(wanted, answer);
}

/** Starts it and sends it its input; then its name tells that it needs no more. */
async function start(
  docker: DockerApi,
  id: string,
  name: string,
  job: ContainerJob,
  signal: AbortSignal,
): Promise<void> {
  const { stdin } = job;
  const input =
    stdin === undefined ? undefined : await docker.attach(`/containers/${id}/attach?stream=1&stdin=1`, signal);
  input?.on('error', () => {}); // a process may end without having read everything
  await demand(docker, { method: 'POST', path: `/containers/${id}/start`, signal }, 204, 304);
  if (!input) return;
  input.resume();
  await new Promise<void>((resolve) => {
    input.once('close', resolve);
    input.end(stdin, () => resolve());
  });
  await demand(docker, { method: 'POST', path: `/containers/${id}/rename?name=${fed(name, job)}`, signal }, 204);
}

interface End {
  readonly code: number;
  readonly oomKilled: boolean;
}

async function finish(docker: DockerApi, id: string, signal: AbortSignal): Promise<End> {
  const path = `/containers/${id}/wait?condition=not-running`;
  const { body } = await demand(docker, { method: 'POST', path, signal }, 200);
  const code = isObject(body) ? Number(body.StatusCode) : Number.NaN;
  const ended = await inspect(docker, id, signal);
  if (ended && Number.isInteger(code)) return { code, oomKilled: ended.oomKilled };
  throw standardError('communication', 'Docker did not say how the container ended');
}
