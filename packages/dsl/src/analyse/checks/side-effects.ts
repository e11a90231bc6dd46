import type { CallTask } from '../../model/calls.ts';
import type { Task, TryTask } from '../../model/tasks.ts';
import { childLists, taskEntry, taskKind, type WalkedTask } from '../../model/walk.ts';
import { isInside } from '../../parse/pointer.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';
import type { Step } from '../control/list-control.ts';
import { type KnownCall, knownCall } from '../effects.ts';

/** Statuses that go away by themselves (RFC 9110, RFC 6585). */
const PASSING = new Set([429, 502, 503, 504]);

/** Calls that a retry may repeat although that does harm, and calls that a retry would help. */
export function* checkRetriedCalls({ workflow, catalog, tasks }: AnalysisInput): Generator<Finding> {
  const retried = new Set<string>();
  for (const walked of tasks) {
    const { kind, task, pointer } = walked;
    if (kind === 'try' && (task as TryTask).catch.retry !== undefined) retried.add(`${pointer}/try`);
    if (kind !== 'call' || !pointer.startsWith('/do/')) continue;
    const call = knownCall(task as CallTask, workflow, catalog);
    const isRetried = isInside(retried, pointer);
    if (isRetried && call.effect === 'unsafe' && !call.keyed) yield repeated(walked, call);
    if (!isRetried && (call.effect !== 'unsafe' || call.keyed)) yield* flaky(walked, call);
  }
}

function repeated({ pointer, name }: WalkedTask, { words }: KnownCall): Finding {
  return {
    code: 'unsafe_retry',
    pointer,
    atKey: true,
    message: `${quote(name)} is tried again after errors, but ${words} may then happen twice`,
    hint: 'Send an Idempotency-Key header if the API knows one, or move the call out of the try.',
  };
}

function* flaky({ pointer, name }: WalkedTask, { operation, words }: KnownCall): Generator<Finding> {
  const status = operation?.errors.find((error) => PASSING.has(error.status))?.status;
  if (status === undefined) return;
  yield {
    code: 'missing_retry',
    pointer,
    atKey: true,
    message: `${words} can fail with ${status}, which often goes away, but ${quote(name)} is not tried again`,
    hint: 'Put it into a try whose catch has a retry.',
  };
}

/** Calls that change something which stays when a later task faults. */
export function* checkCompensation({ workflow, catalog, lists }: AnalysisInput): Generator<Finding> {
  const changes = (task: Task): boolean => {
    if (taskKind(task) !== 'call') return false;
    const { effect } = knownCall(task as CallTask, workflow, catalog);
    return effect === 'unsafe' || effect === 'idempotent';
  };
  for (const { steps, role } of lists) {
    if (role === 'compensate' || role === 'catch' || role === 'before' || role === 'after') continue;
    let failing: Step | undefined;
    for (const step of steps.toReversed()) {
      if (failing && changes(step.task) && step.task.metadata?.compensate === undefined)
        yield uncompensated(step, failing);
      if (canFail(step.task, changes)) failing = step;
    }
  }
}

/** True when a task may end its list by a fault: a call that changes something, or a raise. */
function canFail(task: Task, changes: (task: Task) => boolean): boolean {
  const kind = taskKind(task);
  if (kind === 'raise' || changes(task)) return true;
  if (kind === 'try') return false;
  return childLists(task, '').some(
    ({ role, tasks }) => role !== 'compensate' && tasks.some((item) => canFail(taskEntry(item)[1], changes)),
  );
}

function uncompensated({ pointer, name }: Step, failing: Step): Finding {
  return {
    code: 'missing_compensation',
    pointer,
    atKey: true,
    message: `What ${quote(name)} did stays when ${quote(failing.name)} fails later`,
    hint: 'Say under metadata.compensate how to undo it.',
    related: { pointer: failing.pointer, message: 'This may fail' },
  };
}
