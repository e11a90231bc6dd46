import { isWorkflowError } from '@parley/engine';
import type { JobStatus } from 'kubernetes-types/batch/v1';
import type { ContainerState, PodStatus } from 'kubernetes-types/core/v1';
import { describe, expect, it } from 'vitest';
import { jobOutcome, type Outcome, podOutcome } from './pod-outcome.ts';

const pod = (state: ContainerState, status: Partial<PodStatus> = {}, metadata: object = {}) =>
  podOutcome({
    metadata: { name: 'pod-1', ...metadata },
    status: {
      ...status,
      containerStatuses: [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state }],
    },
  });
const job = (status: JobStatus) => jobOutcome({ status });

/** `exited 3`, `running: why`, or the kind of error with what it says. */
function told(outcome: Outcome): string {
  if (outcome.kind === 'exited') return `${outcome.pod} exited ${outcome.code}`;
  if (outcome.kind === 'running') return outcome.because === undefined ? 'running' : `running: ${outcome.because}`;
  if (outcome.kind === 'late') return 'late';
  if (!isWorkflowError(outcome.error)) throw outcome.error;
  const { type, detail } = outcome.error.problem;
  return `${type.split('/').pop()}: ${detail}`;
}

describe('what a pod tells', () => {
  it.each([
    [pod({ terminated: { exitCode: 3, reason: 'Error' } }), 'pod-1 exited 3'],
    [
      pod({ terminated: { exitCode: 137, reason: 'OOMKilled' } }),
      'runtime: The container needs more memory than it may have',
    ],
    [
      pod({ terminated: { exitCode: 128, reason: 'StartError', message: 'no such file: /bin/sh' } }),
      'runtime: The container cannot be started: StartError: no such file: /bin/sh',
    ],
    [
      pod({ terminated: { exitCode: 137 } }, { phase: 'Failed', reason: 'Evicted', message: 'too much on disk' }),
      "runtime: The container's pod was evicted: Evicted: too much on disk",
    ],
    [pod({ running: {} }, { phase: 'Running' }), 'running'],
    [pod({ waiting: { reason: 'ContainerCreating' } }), 'running'],
    [pod({ waiting: { reason: 'ErrImagePull', message: 'no route' } }), 'running: no route'],
    [
      pod({ waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }),
      'runtime: The container cannot be started: ImagePullBackOff: no such image',
    ],
    [
      pod({ waiting: { reason: 'ErrImageNeverPull' } }),
      'configuration: The container cannot be started: ErrImageNeverPull',
    ],
    [
      pod({ terminated: { exitCode: 137, reason: 'Error' } }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      'running',
    ],
    [
      podOutcome({ status: { phase: 'Failed', reason: 'NodeLost', message: 'the node is gone' } }),
      "runtime: The container's pod failed: NodeLost: the node is gone",
    ],
    [
      podOutcome({ status: { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes' }] } }),
      'running: 0/3 nodes',
    ],
    [podOutcome({}), 'running'],
  ])('%j: %s', (outcome, expected) => expect(told(outcome)).toBe(expected));
});

describe('what a Job tells', () => {
  it.each([
    [job({}), 'running'],
    [job({ conditions: [{ type: 'Failed', status: 'False' }] }), 'running'],
    [job({ conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded' }] }), 'late'],
    [
      job({ conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'it failed' }] }),
      "runtime: The container's Job failed: BackoffLimitExceeded: it failed",
    ],
    [
      job({ conditions: [{ type: 'Complete', status: 'True' }] }),
      'runtime: The container has ended, and its output was removed before it was read',
    ],
  ])('%j: %s', (outcome, expected) => expect(told(outcome)).toBe(expected));
});
