import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import type { ContainerJob } from '../container-job.ts';
import type { Answer } from '../json-answer.ts';
import { DEADLINE, REMOVE_AFTER } from './create-body.ts';
import { type DockerApi, type DockerRequest, dockerError } from './docker-api.ts';

const CLEANUP_MS = 10_000;

/** A container that there is. */
export interface FoundContainer {
  readonly id: string;
  readonly status: unknown;
  readonly oomKilled: boolean;
  /** Epoch milliseconds after which it is ended; `Infinity` when its label says nothing. */
  readonly deadlineAt: number;
}

/** Sends a request and raises a `runtime` error for every status but the given ones. */
export async function demand(
  docker: DockerApi,
  wanted: DockerRequest,
  ...statuses: readonly number[]
): Promise<Answer> {
  const answer = await docker.ask(wanted);
  if (statuses.includes(answer.status)) return answer;
  throw dockerError(wanted, answer);
}

/** The container of this name or id, undefined when there is none. */
export async function inspect(
  docker: DockerApi,
  name: string,
  signal: AbortSignal,
): Promise<FoundContainer | undefined> {
  const { status, body } = await demand(docker, { method: 'GET', path: `/containers/${name}/json`, signal }, 200, 404);
  if (status === 404 || !isObject(body)) return undefined;
  const state = isObject(body.State) ? body.State : {};
  const labels = isObject(body.Config) && isObject(body.Config.Labels) ? body.Config.Labels : {};
  const deadline = Number(labels[DEADLINE]);
  return {
    id: String(body.Id),
    status: state.Status,
    oomKilled: state.OOMKilled === true,
    deadlineAt: Number.isFinite(deadline) ? deadline : Infinity,
  };
}

/** Has the image where the engine can run it. */
export async function pull(
  docker: DockerApi,
  { image, pull: policy }: ContainerJob,
  signal: AbortSignal,
): Promise<void> {
  const known = await docker.ask({ method: 'GET', path: `/images/${encodeURIComponent(image)}/json`, signal });
  if (known.status === 200 && policy !== 'always') return;
  if (policy === 'never') {
    throw standardError('configuration', `The image "${image}" is not there and must not be pulled`);
  }
  const path = `/images/create?fromImage=${encodeURIComponent(image)}${hasTag(image) ? '' : '&tag=latest'}`;
  let last = '';
  for await (const chunk of await docker.stream({ method: 'POST', path, signal })) {
    last = (last + String(chunk)).slice(-2000);
  }
  const failure = /"error"\s*:\s*"([^"]+)"/.exec(last)?.[1];
  if (failure !== undefined) throw standardError('runtime', `The image "${image}" cannot be pulled: ${failure}`);
}

const hasTag = (image: string) => image.includes('@') || /:[^/]+$/.test(image);

/** Kills it if it runs. What cannot be removed now goes by its label, when another container is run. */
export async function remove(docker: DockerApi, id: string): Promise<void> {
  const path = `/containers/${id}?force=1&v=1`;
  await docker.ask({ method: 'DELETE', path, signal: AbortSignal.timeout(CLEANUP_MS) }).catch(() => {});
}

/** Removes containers whose time is over by their label: those that nobody took over. */
export async function removeExpired(docker: DockerApi, nowMs: number): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [REMOVE_AFTER] }));
  // No limit: it would give the newest ones, of which none is over.
  const path = `/containers/json?all=1&filters=${filters}`;
  const { body } = await docker.ask({ method: 'GET', path, signal: AbortSignal.timeout(CLEANUP_MS) });
  for (const container of Array.isArray(body) ? body.filter(isObject) : []) {
    const until = isObject(container.Labels) ? Number(container.Labels[REMOVE_AFTER]) : Number.NaN;
    if (until <= nowMs) await remove(docker, String(container.Id));
  }
}
