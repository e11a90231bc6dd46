import type { HistoryEntry } from '@parley/engine';
import { type Call, executionOf } from '../sandbox/call-log.ts';
import { type Check, type Evidence, isType, ownEntries, positionOf, type Violation } from './evidence.ts';

/** What is recorded of the calls at one position. */
interface Recorded {
  completedAt: number | undefined;
  /** Results, failures included. */
  results: number;
}

/** All calls with one idempotency key, and what is recorded of them. */
export interface CallSet {
  readonly key: string;
  readonly calls: readonly Call[];
  readonly recorded: Recorded | undefined;
}

/** The calls of a run by idempotency key, together with what the histories say about them. */
export function callSets({ calls, kept }: Evidence): readonly CallSet[] {
  const recorded = new Map<string, Recorded>();
  for (const history of kept.histories.values()) {
    for (const entry of ownEntries(history)) note(recorded, entry);
  }
  const made = new Map<string, Call[]>();
  for (const call of calls) {
    const known = made.get(call.key);
    if (known) known.push(call);
    else made.set(call.key, [call]);
  }
  for (const key of recorded.keys()) if (!made.has(key)) made.set(key, []);
  return [...made].map(([key, same]) => ({ key, calls: same, recorded: recorded.get(key) }));
}

function note(recorded: Map<string, Recorded>, entry: HistoryEntry): void {
  if (entry.type !== 'EffectCompleted' && entry.type !== 'EffectFailed') return;
  // Finding a definition is an effect too, of which the sandbox knows nothing.
  if (entry.key.endsWith('!find')) return;
  const key = entry.executionId + positionOf(entry.key);
  const known = recorded.get(key) ?? { completedAt: undefined, results: 0 };
  recorded.set(key, known);
  known.results += 1;
  if (entry.type === 'EffectCompleted') known.completedAt = entry.at;
}

/** Attempts of a call beyond those whose results are recorded. */
export function extraAttempts({ calls, recorded }: CallSet): number {
  return Math.max(0, calls.length - Math.max(1, recorded?.results ?? 0));
}

/** No call is made again after its result was recorded (E1), and each says the same every time (E2, E4). */
export const recordedOnce: Check = function* (evidence) {
  for (const set of callSets(evidence)) yield* once(evidence, set);
  const failed = isType('EffectFailed');
  for (const [executionId, history] of evidence.kept.histories) {
    const inside = history.find((entry) => failed(entry) && entry.data.error.type.endsWith('/runtime'));
    if (inside) yield { rule: 'E2', executionId, what: `the call at ${inside.key} failed inside the engine` };
  }
};

function* once(evidence: Evidence, { key, calls, recorded }: CallSet): Generator<Violation> {
  const executionId = executionOf(key);
  if (!evidence.kept.histories.has(executionId)) {
    yield { rule: 'nothing lost', executionId, what: `${key} was called by an execution that is nowhere` };
  }
  if (calls.length === 0) yield { rule: 'E1', executionId, what: `${key} has a result and was never called` };
  if (new Set(calls.map(({ n }) => n)).size > 1)
    yield { rule: 'E2', executionId, what: `${key} said different things` };
  const { completedAt } = recorded ?? {};
  if (completedAt === undefined) return;
  for (const call of calls) {
    if (call.at <= completedAt || wasStopped(evidence, call)) continue;
    const late = `${call.at - completedAt} ms after its result was recorded, begun by worker ${call.worker}`;
    yield { rule: 'E1', executionId, what: `${key} was called again ${late} at ${new Date(call.at).toISOString()}` };
  }
}

/** True for a call that was begun before its worker was stopped, and left the machine when it went on. */
function wasStopped({ inflicted }: Evidence, call: Call): boolean {
  return inflicted.some(
    ({ kind, worker, from, to }) =>
      kind.includes('stopped') && worker === call.worker && call.begunAt <= from && call.at >= to,
  );
}

/** A crash costs a call in flight at most one more attempt. */
export const oneAttemptPerCrash: Check = function* (evidence) {
  const { inflicted, kept, accepted } = evidence;
  const disturbances = [...inflicted.map(({ from }) => from), ...(kept.takeovers ?? [])].sort((a, b) => a - b);
  for (const set of callSets(evidence)) {
    const extra = extraAttempts(set);
    if (extra === 0) continue;
    const executionId = executionOf(set.key);
    const [first, last] = [set.calls[0]!.at, set.calls.at(-1)!.at];
    const during = disturbances.filter((at) => at >= first - FAULT_LENGTH_MS && at <= last).length;
    // A cancelled execution drops the call that is in flight.
    const dropped = accepted.get(executionId)?.cancelled ? 1 : 0;
    if (extra <= during + dropped) continue;
    yield {
      rule: 'one attempt per crash',
      executionId,
      what: `${set.key} was called ${extra} times too often, with ${during} faults meanwhile`,
    };
  }
};

/** How long a fault may last whose beginning is noted. */
const FAULT_LENGTH_MS = 6_000;
