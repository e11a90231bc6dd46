import { callSets, extraAttempts } from './checks/calls.ts';
import type { Evidence, Violation } from './checks/evidence.ts';

/** The figures of a run. */
export interface ChaosReport {
  readonly driver: string;
  readonly seed: number;
  readonly minutes: number;
  readonly crashes: number;
  /** Crashes and other faults by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** By shape; those that workflows started and retries included. */
  readonly executions: Readonly<Record<string, number>>;
  /** Executions by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly client: Readonly<Record<string, number>>;
  readonly calls: number;
  /** Calls whose results were recorded. */
  readonly results: number;
  /** Attempts beyond those whose results are recorded. */
  readonly extraAttempts: number;
  /** How often the executions passed to another worker. */
  readonly takeovers: number | undefined;
  /** Longest time without a new history entry, milliseconds. */
  readonly longestPauseMs: number;
  readonly violations: readonly Violation[];
  /** Folder with the evidence; only kept when there are violations. */
  readonly evidence: string | undefined;
}

/** Counts what the evidence shows. `until` is when the load stopped, epoch milliseconds. */
export function countEvidence(evidence: Evidence, until: number) {
  const { kept, calls, inflicted } = evidence;
  const sets = callSets(evidence);
  return {
    crashes: inflicted.filter(({ crash }) => crash).length,
    faults: countBy(inflicted, ({ kind }) => kind),
    executions: countBy(kept.executions, ({ definition }) => definition.split('@')[0]!),
    outcomes: countBy(kept.executions, ({ status }) => status),
    calls: calls.length,
    results: sets.reduce((sum, { recorded }) => sum + (recorded?.results ?? 0), 0),
    extraAttempts: sets.reduce((sum, set) => sum + extraAttempts(set), 0),
    takeovers: kept.takeovers?.length,
    longestPauseMs: longestPause(evidence, until),
  };
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function longestPause({ kept }: Evidence, until: number): number {
  const times: number[] = [];
  for (const history of kept.histories.values()) for (const { at } of history) if (at <= until) times.push(at);
  times.sort((a, b) => a - b);
  let longest = 0;
  for (let index = 1; index < times.length; index += 1) longest = Math.max(longest, times[index]! - times[index - 1]!);
  return longest;
}

const SHOWN = 20;

/** The table at the end of a run. */
export function formatReport(report: ChaosReport): string {
  const { violations } = report;
  const rows: [string, string | number][] = [
    ['driver', report.driver],
    ['seed', report.seed],
    ['minutes', report.minutes.toFixed(1)],
    ...group('executions', report.executions),
    ...group('ended', report.outcomes),
    ...group('clients', report.client),
    ...group('faults', report.faults),
    ['crashes', report.crashes],
    ['calls', report.calls],
    ['  results recorded', report.results],
    ['  extra attempts', report.extraAttempts],
    ['takeovers', report.takeovers ?? '-'],
    ['longest pause', `${(report.longestPauseMs / 1000).toFixed(1)} s`],
    ['violations', violations.length],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, figure]) => `${name.padEnd(width)}  ${String(figure).padStart(10)}`);
  const shown = violations.slice(0, SHOWN).map(({ rule, executionId, what }) => `  [${rule}] ${executionId} ${what}`);
  if (violations.length > SHOWN) shown.push(`  and ${violations.length - SHOWN} more`);
  if (report.evidence !== undefined) shown.push(`Evidence: ${report.evidence}`);
  return [...lines, ...shown].join('\n');
}

function group(name: string, counts: Readonly<Record<string, number>>): [string, number][] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [[name, total], ...Object.entries(counts).map(([key, count]): [string, number] => [`  ${key}`, count])];
}
