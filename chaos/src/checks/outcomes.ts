import { type HistoryEntry, isTerminal } from '@parley/engine';
import type { Standing } from '../driver.ts';
import type { Expected, ShapeInput } from '../shapes/shape.ts';
import { shapeOf } from '../shapes/shapes.ts';
import { type Check, type Evidence, isType, type Violation } from './evidence.ts';

/** Every execution ends as it would have without faults, unless it was cancelled. */
export const rightOutcomes: Check = function* (evidence) {
  for (const execution of evidence.kept.executions) {
    const history = evidence.kept.histories.get(execution.executionId) ?? [];
    yield* outcome(evidence, execution, history);
    yield* compensations(execution, history);
  }
};

function* outcome(evidence: Evidence, execution: Standing, history: readonly HistoryEntry[]): Generator<Violation> {
  const { executionId, definition } = execution;
  const [first] = history;
  const last = history.at(-1);
  const shape = shapeOf(definition);
  if (first?.type !== 'ExecutionStarted' || !last || !isTerminal(last.type) || !shape) return;
  if (!isWanted(evidence, executionId, first)) {
    yield { rule: 'nothing from nowhere', executionId, what: 'nobody has started it' };
  }
  if (last.type === 'ExecutionCancelled') {
    if (!history.some(({ type }) => type === 'CancelRequested')) {
      yield { rule: 'outcome', executionId, what: 'was cancelled, and nobody had asked for that' };
    }
    return;
  }
  if (isParentCancelled(evidence, first)) return;
  const expected = shape.expected(first.data.input as ShapeInput, executionId);
  if (!isExpected(last, expected)) {
    yield { rule: 'outcome', executionId, what: `${JSON.stringify(last.data)} instead of ${JSON.stringify(expected)}` };
  }
}

function isExpected(last: HistoryEntry, expected: Expected): boolean {
  if (last.type === 'ExecutionFaulted')
    return expected.status === 'faulted' && last.data.error.status === expected.code;
  if (last.type !== 'ExecutionCompleted' || expected.status !== 'completed') return false;
  return JSON.stringify(last.data.output) === JSON.stringify(expected.output);
}

type Start = Extract<HistoryEntry, { type: 'ExecutionStarted' }>;

function isWanted({ accepted, kept }: Evidence, executionId: string, { data }: Start): boolean {
  if (accepted.has(executionId)) return true;
  const parent = data.parent && kept.histories.get(data.parent.executionId);
  return parent?.some((entry) => entry.type === 'ChildStarted' && entry.data.executionId === executionId) === true;
}

function isParentCancelled({ kept }: Evidence, { data }: Start): boolean {
  if (!data.parent || data.parent.detached) return false;
  return kept.histories.get(data.parent.executionId)?.at(-1)?.type === 'ExecutionCancelled';
}

/** What completed is undone exactly once, newest first, when the execution did not complete (E6). */
function* compensations({ executionId, definition }: Standing, history: readonly HistoryEntry[]): Generator<Violation> {
  const { undone = [] } = shapeOf(definition) ?? {};
  const completed = new Set(history.filter(isType('EffectCompleted')).map(({ key }) => key.replace(/#\d+/g, '')));
  const last = history.at(-1);
  const due = last?.type === 'ExecutionCompleted' ? [] : undone.filter((position) => completed.has(position));
  const begun = history.filter(isType('CompensationStarted')).map(({ key }) => key.replace(/#\d+|!compensate$/g, ''));
  if (JSON.stringify(begun) !== JSON.stringify(due)) {
    yield { rule: 'E6', executionId, what: `undone were ${JSON.stringify(begun)}, not ${JSON.stringify(due)}` };
  }
  for (const position of due) {
    const calls = [...completed].filter((key) => key.startsWith(`${position}/metadata/compensate/`));
    if (calls.length !== 1) yield { rule: 'E6', executionId, what: `${position} was undone by ${calls.length} calls` };
  }
  const failed = history.find(({ type }) => type === 'CompensationFailed');
  if (failed) yield { rule: 'E6', executionId, what: `${failed.key} failed` };
}
