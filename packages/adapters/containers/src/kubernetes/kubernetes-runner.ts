import { setTimeout as delay } from 'node:timers/promises';
import { type EffectContext, HandedOver, type ProcessResult } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import type { Job } from 'kubernetes-types/batch/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import {
  type Bounds,
  type ContainerJob,
  type ContainerLimits,
  containerName,
  toBounds,
  tookTooLong,
  wroteTooMuch,
} from '../container-job.ts';
import { type AllowedImages, createContainerRunner, type JobRunner } from '../container-runner.ts';
import { Deadline } from '../deadline.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { CONTAINER, jobManifest, RUN_LABEL } from './job-manifest.ts';
import { createKubernetesApi, type KubernetesApi, kubernetesError } from './kubernetes-api.ts';
import { jobOutcome, type Outcome, podOutcome } from './pod-outcome.ts';
import { watchPods } from './watch-pods.ts';

export interface KubernetesOptions extends AllowedImages {
  readonly access: ClusterAccess;
  /** Where the Jobs are made: best one of their own, with a quota and without a network. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly limits?: ContainerLimits;
  /** Milliseconds before each try after the first when the API server does not answer; about 15 s in all by default. */
  readonly retryPausesMs?: readonly number[];
}

const SETTLE_MS = 900_000;
/** The cluster ends a Job itself; this is for one that does not answer any more. */
const SLACK_MS = 15_000;
const CLEANUP_MS = 10_000;
const GOING_MS = 500;
/** A watch is short at first, since what a Job says itself is asked for between two. */
const FIRST_WATCH_S = 2;
const LONGEST_WATCH_S = 60;
/** At least so long from one look to the next, when watches end at once. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Runs containers as Kubernetes Jobs. A Job's name follows from the idempotency key and the attempt and exists once, so
 * whoever takes over after a crash goes on with the one that is there, whether it runs or has ended. The cluster ends it
 * at its deadline and removes it some time after its end.
 */
export function createKubernetesRunner(options: KubernetesOptions): JobRunner {
  const { access, namespace, clock, limits = {}, retryPausesMs, ...allowed } = options;
  const bounds = toBounds(limits, SETTLE_MS);
  const api = createKubernetesApi(access, clock, retryPausesMs);
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const pods = `/api/v1/namespaces/${namespace}/pods`;

  async function execute(job: ContainerJob, context: EffectContext): Promise<ProcessResult> {
    context.signal.throwIfAborted();
    const name = containerName(context);
    const manifest = jobManifest(name, job, bounds, context);
    const deadline = new Deadline(context.signal, bounds.timeoutMs + SLACK_MS);
    const attempt = { api, jobs, pods, name, bounds, signal: deadline.signal };
    try {
      await create(attempt, manifest);
      return await end(attempt);
    } catch (error) {
      // A worker that stops leaves the Job to the one that goes on.
      if (!(context.signal.reason instanceof HandedOver)) await remove(attempt);
      if (context.signal.aborted) throw context.signal.reason;
      throw deadline.passed ? tookTooLong(bounds) : error;
    } finally {
      deadline.clear();
    }
  }

  return createContainerRunner(allowed, execute, async () => api.close());
}

/** One attempt at one effect. */
interface Attempt {
  readonly api: KubernetesApi;
  /** Paths of the namespace's Jobs and pods. */
  readonly jobs: string;
  readonly pods: string;
  readonly name: string;
  readonly bounds: Bounds;
  readonly signal: AbortSignal;
}

/** Creates the Job, unless a worker before this one did. One that is being removed is waited for. */
async function create({ api, jobs, name, signal }: Attempt, manifest: Job): Promise<void> {
  for (;;) {
    const wanted = { method: 'POST', path: jobs, body: manifest, signal } as const;
    const answer = await api.ask(wanted);
    if (answer.status === 201) return;
    if (answer.status !== 409) throw kubernetesError(wanted, answer);
    const { status, body } = await api.ask({ method: 'GET', path: `${jobs}/${name}`, signal });
    if (status === 200 && isObject(body) && !isLeaving(body as Job)) return;
    await delay(GOING_MS, undefined, { signal });
  }
}

const isLeaving = ({ metadata }: Job) => metadata?.deletionTimestamp !== undefined;

async function end(attempt: Attempt): Promise<ProcessResult> {
  let because: string | undefined;
  for (let round = 0; ; round += 1) {
    const soonest = delay(Math.min(FIRST_PAUSE_MS * 2 ** round, LONGEST_PAUSE_MS), undefined, { ref: false });
    const outcome = await observe(attempt, Math.min(FIRST_WATCH_S * 2 ** round, LONGEST_WATCH_S));
    if (outcome.kind === 'exited') {
      return { code: outcome.code, stdout: await readLog(attempt, outcome.pod), stderr: '' };
    }
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'late') throw tookTooLong(attempt.bounds, because && `: ${because}`);
    because = outcome.because ?? because;
    await soonest; // over already, unless something ends watches early
    attempt.signal.throwIfAborted();
  }
}

/** Looks at the Job and its pods, and waits for the pods to change, at most so long. */
async function observe(attempt: Attempt, seconds: number): Promise<Outcome> {
  const { api, name, signal } = attempt;
  const path = `${attempt.pods}?labelSelector=${encodeURIComponent(`${RUN_LABEL}=${name}`)}`;
  // In this order: the pods of a Job that had ended have ended.
  const job = (await demand(attempt, `${attempt.jobs}/${name}`)) as Job;
  const listed = await demand(attempt, path);
  const found = (Array.isArray(listed.items) ? listed.items : []) as Pod[];
  const known = mostTelling([...found.map(podOutcome), jobOutcome(job)]);
  if (known.kind !== 'running') return known;
  const resourceVersion = String((listed.metadata as { resourceVersion?: string } | undefined)?.resourceVersion ?? '');
  let last: Outcome = known;
  for await (const pod of watchPods(api, { path, resourceVersion, seconds, signal })) {
    const next = podOutcome(pod);
    if (next.kind !== 'running') return next;
    if (explains(next)) last = next;
  }
  return last;
}

/** What has ended tells more than why, and that more than what still runs: a Job that failed may have a pod that runs. */
function mostTelling(outcomes: readonly Outcome[]): Outcome {
  const find = (kind: Outcome['kind']) => outcomes.find((each) => each.kind === kind);
  return find('exited') ?? find('late') ?? find('failed') ?? outcomes.find(explains) ?? { kind: 'running' };
}

const explains = (outcome: Outcome) => outcome.kind === 'running' && outcome.because !== undefined;

async function demand({ api, signal }: Attempt, path: string): Promise<Record<string, unknown>> {
  const answer = await api.ask({ method: 'GET', path, signal });
  if (answer.status === 200 && isObject(answer.body)) return answer.body;
  throw kubernetesError({ method: 'GET', path }, answer);
}

/** What the container wrote to both outputs, in the order of time: Kubernetes keeps them as one. */
async function readLog({ api, pods, signal, bounds: { maxOutputBytes } }: Attempt, pod: string): Promise<string> {
  const path = `${pods}/${pod}/log?container=${CONTAINER}&limitBytes=${maxOutputBytes + 1}`;
  const response = await api.stream({ method: 'GET', path, signal });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxOutputBytes) throw wroteTooMuch(maxOutputBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Deletes the Job with its pods. What cannot be deleted now ends at its deadline. */
async function remove({ api, jobs, name }: Attempt): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground' };
  const signal = AbortSignal.timeout(CLEANUP_MS);
  await api.ask({ method: 'DELETE', path: `${jobs}/${name}`, body, signal }).catch(() => {});
}
