import { type EffectContext, standardError } from '@parley/engine';
import type { Job } from 'kubernetes-types/batch/v1';
import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import { type Bounds, type ContainerJob, stayMs } from '../container-job.ts';

/** The label that finds a Job's pods. */
export const RUN_LABEL = 'parley/run';
/** The name of the only container of a pod. */
export const CONTAINER = 'main';

const INPUT_ANNOTATION = 'parley/stdin';
const INPUT_FILE = '/parley/stdin';
/** All annotations of an object together may have 256 KiB (https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/). */
const MAX_INPUT_BYTES = 200 * 1024;

/**
 * The Job of one attempt: one pod, never started again, as restricted as the "restricted" Pod Security Standard asks
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), without a service account's token. Raises a
 * `configuration` error for what a Job cannot give.
 */
export function jobManifest(name: string, job: ContainerJob, bounds: Bounds, context: EffectContext): Job {
  const labels = { 'app.kubernetes.io/managed-by': 'parley', [RUN_LABEL]: name };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      labels,
      annotations: {
        'parley/tenant': context.tenantId,
        'parley/execution': context.executionId,
        'parley/task': context.key,
      },
    },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 0,
      activeDeadlineSeconds: Math.max(1, Math.ceil(bounds.timeoutMs / 1000)),
      ttlSecondsAfterFinished: Math.ceil(stayMs(job, bounds) / 1000),
      template: {
        metadata: {
          labels,
          ...(job.stdin !== undefined && { annotations: { [INPUT_ANNOTATION]: boundedInput(job.stdin) } }),
        },
        spec: podSpec(job, bounds),
      },
    },
  };
}

function podSpec(job: ContainerJob, bounds: Bounds): PodSpec {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 2,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      fsGroup: 65_534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(job, bounds)],
    volumes: [
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
      ...(job.stdin === undefined ? [] : [inputVolume]),
    ],
  };
}

const inputVolume = {
  name: 'input',
  downwardAPI: {
    items: [{ path: 'stdin', fieldRef: { fieldPath: `metadata.annotations['${INPUT_ANNOTATION}']` } }],
  },
};

function container(job: ContainerJob, { memoryBytes, cpus }: Bounds): Container {
  const resources = { cpu: `${Math.round(cpus * 1000)}m`, memory: String(memoryBytes), 'ephemeral-storage': '64Mi' };
  const command = job.stdin === undefined ? job.entrypoint : withInput(job.entrypoint);
  return {
    name: CONTAINER,
    image: job.image,
    imagePullPolicy: PULL_POLICIES[job.pull],
    ...(command && { command: command.map(verbatim) }),
    ...(job.arguments.length > 0 && { args: job.arguments.map(verbatim) }),
    env: Object.entries(job.environment).map(([name, value]) => ({ name, value: verbatim(value) })),
    workingDir: '/tmp',
    resources: { limits: resources, requests: resources },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(job.stdin === undefined ? [] : [{ name: 'input', mountPath: '/parley', readOnly: true }]),
    ],
  };
}

const PULL_POLICIES = { ifNotPresent: 'IfNotPresent', always: 'Always', never: 'Never' } as const;

/** Kubernetes puts variables in the place of `$(NAME)` and makes `$` of `$$`; a process has to get what was written. */
const verbatim = (text: string) => text.replaceAll('$', '$$$$');

/** A pod has no standard input that a Job could fill, so it comes from a file, by the image's shell. */
function withInput(entrypoint: readonly string[] | undefined): string[] {
  if (entrypoint) return ['/bin/sh', '-c', `exec "$0" "$@" < ${INPUT_FILE}`, ...entrypoint];
  throw standardError(
    'configuration',
    'On Kubernetes standard input needs a command: the entry point of an image cannot be given any',
  );
}

function boundedInput(stdin: string): string {
  if (Buffer.byteLength(stdin) <= MAX_INPUT_BYTES) return stdin;
  throw standardError('configuration', `On Kubernetes standard input may have ${MAX_INPUT_BYTES / 1024} KiB`);
}
