import type { HistoryEntry, HistoryType } from '@parley/engine';
import { describe, expect, it } from 'vitest';
import type { Inflicted, Kept } from '../driver.ts';
import type { Call } from '../sandbox/call-log.ts';
import { answerOf, STRICT } from '../shapes/shape.ts';
import { oneAttemptPerCrash, recordedOnce } from './calls.ts';
import type { Check, Evidence } from './evidence.ts';
import { announcedOnce, noGaps, nothingLost } from './histories.ts';
import { rightOutcomes } from './outcomes.ts';

const ID = '0b7c4a52-6f0e-8a51-9d83-2a4be7f81c60';
const TENANT = '5d1f8c0e-3b5a-8f5e-8f56-0d9b6a5c2e11';
const POSITIONS = ['/do/0/a/try/0/call', '/do/1/b/try/0/call', '/do/2/c', '/do/3/d/try/0/call'];
const PATHS = ['sequence/a', 'sequence/b', `${STRICT}/sequence/c`, 'sequence/d'];
const N = 5;

function entry(seq: number, type: HistoryType, key: string, data: object): HistoryEntry {
  return { executionId: ID, seq, key, type, data, at: 1000 * seq } as HistoryEntry;
}

/** An execution of `sequence` that went well: each call comes in half a second before its result. */
function goodRun() {
  let value = N;
  const history = [
    entry(1, 'ExecutionStarted', '', { tenantId: TENANT, definition: 'sequence@1', input: { n: N, id: ID } }),
  ];
  const calls: Call[] = [];
  for (const [index, path] of PATHS.entries()) {
    const at = 1000 * (index + 2) - 500;
    calls.push({ number: index + 1, path, key: ID + POSITIONS[index], n: value, at, begunAt: at - 1, worker: 7 });
    value = answerOf(path, value);
    history.push(entry(index + 2, 'EffectCompleted', POSITIONS[index]!, { output: { value } }));
  }
  history.push(entry(6, 'ExecutionCompleted', '', { output: { value } }));
  return { history, calls };
}

interface Change {
  readonly history?: readonly HistoryEntry[];
  readonly calls?: readonly Call[];
  readonly kept?: Partial<Kept>;
  readonly inflicted?: readonly Inflicted[];
  readonly seenAs?: string;
  readonly refused?: readonly string[];
}

function evidence({ history, calls, kept, inflicted = [], seenAs, refused = [] }: Change): Evidence {
  const good = goodRun();
  const input = { n: N, id: ID };
  const accepted = { executionId: ID, tenantId: TENANT, definition: 'sequence@1', input, cancelled: false, seenAs };
  return {
    ...{ accepted: new Map([[ID, accepted]]), refused, inflicted, calls: calls ?? good.calls },
    kept: {
      executions: [{ executionId: ID, tenantId: TENANT, definition: 'sequence@1', status: 'completed' }],
      histories: new Map([[ID, history ?? good.history]]),
      announced: new Map([
        [`${ID}:ExecutionStarted:`, 1],
        [`${ID}:ExecutionCompleted:`, 1],
      ]),
      ...{ takeovers: [], strayWriters: [], ...kept },
    },
  };
}

const ALL: readonly Check[] = [nothingLost, noGaps, announcedOnce, recordedOnce, oneAttemptPerCrash, rightOutcomes];
const rules = (change: Change) => [
  ...new Set(ALL.flatMap((check) => [...check(evidence(change))]).map(({ rule }) => rule)),
];
const { history: HISTORY, calls: CALLS } = goodRun();
const again = (at: number, more: Partial<Call> = {}): Call => ({ ...CALLS[0]!, number: 9, at, begunAt: at, ...more });
const fault = (from: number, to: number, more: Partial<Inflicted> = {}): Inflicted => ({
  ...{ kind: 'worker stopped past its lease', group: 'worker', crash: false, worker: 7, from, to, ...more },
});
const completedWith = (n: number) => HISTORY.with(5, entry(6, 'ExecutionCompleted', '', { output: { value: n } }));

describe('the checks', () => {
  it('have nothing against a run that went well', () => {
    expect(rules({})).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ['an accepted execution that is nowhere', { kept: { executions: [] } }, 'nothing lost'],
    ['an execution that has not ended', { history: HISTORY.slice(0, 5) }, 'all end'],
    ['another end than the one seen before', { seenAs: 'faulted' }, 'E5'],
    ['an entry after the end', { history: [...HISTORY, entry(7, 'ExecutionResumed', 'resume#6', {})] }, 'all end'],
    ['two ends', { history: [...HISTORY, entry(7, 'ExecutionCancelled', '', { reason: '' })] }, 'E5'],
    ['a gap', { history: HISTORY.toSpliced(2, 1) }, 'E7'],
    ['an entry twice', { history: [...HISTORY.slice(0, 5), { ...HISTORY[1]!, seq: 6 }] }, 'E7'],
    ['an end announced twice', { kept: { announced: new Map([[`${ID}:ExecutionStarted:`, 2]]) } }, 'announced once'],
    ['a writer without the lease', { kept: { strayWriters: ['7 wrote'] } }, 'E9'],
    ['a command refused', { refused: ['not found'] }, 'nothing refused'],
    ['a recorded call made again', { calls: [...CALLS, again(2500)] }, 'E1'],
    ['a result without a call', { calls: CALLS.slice(1) }, 'E1'],
    ['an attempt with another body', { calls: [again(1200, { n: 6 }), ...CALLS] }, 'E2'],
    ['a further attempt without a fault', { calls: [again(1200), ...CALLS] }, 'one attempt per crash'],
    ['a wrong result', { history: completedWith(1) }, 'outcome'],
    [
      'a call of an execution that is nowhere',
      { calls: [...CALLS, again(1, { key: `${TENANT}/do/0` })] },
      'nothing lost',
    ],
    ['an undoing that nothing asked for', { history: HISTORY.with(4, entry(5, 'CompensationStarted', 'x', {})) }, 'E6'],
  ])('find %s', (_, change, rule) => {
    expect(rules(change)).toContain(rule);
  });

  it('allow one more attempt for a fault, and no second one', () => {
    const inflicted = [fault(1300, 1350, { kind: 'active worker killed', crash: true })];
    expect(rules({ calls: [again(1200), ...CALLS], inflicted })).toEqual([]);
    expect(rules({ calls: [again(1100), again(1200), ...CALLS], inflicted })).toEqual(['one attempt per crash']);
  });

  it('excuse a late call only when its worker had begun it before it was stopped', () => {
    const late = (begunAt: number) => ({ calls: [...CALLS, again(3000, { begunAt })], inflicted: [fault(1550, 2990)] });
    expect(rules(late(1540))).toEqual([]);
    expect(rules(late(2995))).toEqual(['E1']);
  });
});
