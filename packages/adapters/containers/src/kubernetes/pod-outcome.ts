import { standardError } from '@parley/engine';
import type { Job } from 'kubernetes-types/batch/v1';
import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1';
import { neededMoreMemory } from '../container-job.ts';

/** What is known of an attempt: it goes on, its process has ended, or it can come to nothing. */
export type Outcome =
  | { readonly kind: 'running'; readonly because?: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'exited'; readonly pod: string; readonly code: number }
  | { readonly kind: 'failed'; readonly error: Error };

const running = (because?: string): Outcome => ({ kind: 'running', ...(because !== undefined && { because }) });
const failed = (error: Error): Outcome => ({ kind: 'failed', error });

/** What a pod's status says of its process. What says nothing yet is `running`. */
export function podOutcome(pod: Pod): Outcome {
  // A pod that is being deleted was ended by somebody; its Job knows by whom.
  if (pod.metadata?.deletionTimestamp !== undefined) return running();
  const container = pod.status?.containerStatuses?.[0];
  const { terminated, waiting } = container?.state ?? {};
  if (terminated) return ended(pod, terminated);
  if (pod.status?.phase === 'Failed') {
    return failed(standardError('runtime', `The container's pod failed${reasonOf(pod.status)}`));
  }
  if (waiting) return waitingOutcome(waiting);
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unscheduled ? running(unscheduled.message) : running();
}

/** What a Job's own status says when its pods say nothing. */
export function jobOutcome(job: Job): Outcome {
  const end = job.status?.conditions?.find(
    ({ type, status }) => status === 'True' && (type === 'Failed' || type === 'Complete'),
  );
  if (!end) return running();
  if (end.reason === 'DeadlineExceeded') return { kind: 'late' };
  if (end.type === 'Failed') {
    return failed(standardError('runtime', `The container's Job failed${reasonOf(end)}`));
  }
  return failed(standardError('runtime', 'The container has ended, and its output was removed before it was read'));
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function ended(pod: Pod, { exitCode, reason, message }: Terminated): Outcome {
  if (reason === 'OOMKilled') return failed(neededMoreMemory());
  if (reason === 'StartError' || reason === 'ContainerCannotRun') {
    return failed(standardError('runtime', `The container cannot be started${reasonOf({ reason, message })}`));
  }
  if (pod.status?.reason === 'Evicted') {
    return failed(standardError('runtime', `The container's pod was evicted${reasonOf(pod.status)}`));
  }
  return { kind: 'exited', pod: pod.metadata?.name ?? '', code: exitCode };
}

/** Reasons that no waiting mends, with the kind of error each is. The others may pass until the deadline. */
const HOPELESS = {
  ImagePullBackOff: 'runtime',
  CreateContainerError: 'runtime',
  RunContainerError: 'runtime',
  ErrImageNeverPull: 'configuration',
  InvalidImageName: 'configuration',
  CreateContainerConfigError: 'configuration',
} as const;

function waitingOutcome(waiting: { readonly reason?: string; readonly message?: string }): Outcome {
  const { reason = '' } = waiting;
  if (Object.hasOwn(HOPELESS, reason)) {
    const kind = HOPELESS[reason as keyof typeof HOPELESS];
    return failed(standardError(kind, `The container cannot be started${reasonOf(waiting)}`));
  }
  return running(waiting.message);
}

const reasonOf = ({
  reason,
  message,
}: {
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}) =>
  [reason, message]
    .filter(Boolean)
    .map((part) => `: ${part!.slice(0, 500)}`)
    .join('');
