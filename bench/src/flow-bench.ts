import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, Operation } from '@parley/dsl';
import { createPlanner, type FlowIR, type FlowStep } from '@parley/planner';
import type { Benchmark, Figures } from './benchmark.ts';
import { MissingData, quantile } from './benchmark.ts';
import { dataFolder } from './config.ts';
import { type FlowNode, parseFlow, sequenceOf, shapeText, toPlan } from './flow-bench-flows.ts';

interface Case {
  readonly id: number;
  readonly tags: readonly string[];
  readonly utterance: string;
  readonly prior: string;
  readonly expected: readonly string[];
}

interface Entry {
  readonly id: string;
  readonly description: string;
}

interface Scored {
  readonly structure: boolean;
  readonly sequence: boolean;
  readonly f1: number;
}

const WHERE =
  'No flow-bench/cases.json and catalog.json under PARLEY_DATA. They are made from github.com/IBM/flow-bench, commit 89d4d2c.';

const TENANT = { timeZone: 'UTC', roles: [], now: '2026-01-01T00:00:00Z' };

/**
 * How often the built-in planner writes the expected flow, against the figures of a prototype on the whole set
 * (structure .594, sequence .634, operation F1 .831) and of language models (exact match; new flows / edits):
 * Mistral-large .83/.79, Granite-3.x-8B .59/.60, Llama-3.3-70B .53/.49, Llama-3.1-8B .19.
 * FLOW-BENCH: IBM/flow-bench, commit 89d4d2c, Apache-2.0, arXiv 2505.11646; the development half of it.
 */
export const flowBench: Benchmark = {
  summary: 'structure, sequence and operations of the built-in planner on the development half of FLOW-BENCH',
  async run(): Promise<Figures> {
    const folder = join(dataFolder(), 'flow-bench');
    if (!existsSync(join(folder, 'cases.json'))) throw new MissingData(WHERE);
    const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const catalog = catalogOf(JSON.parse(readFileSync(join(folder, 'catalog.json'), 'utf8')) as Entry[]);
    const timesMs: number[] = [];
    const scored = cases.map((each) => {
      const start = performance.now();
      const got = planned(each, catalog);
      timesMs.push(performance.now() - start);
      const score = best(each, got);
      if (!score.structure) report(each, got);
      return { each, score };
    });
    const figures = (name: string, wanted: (each: Case) => boolean): Figures =>
      summary(
        name,
        scored.filter(({ each }) => wanted(each)).map(({ score }) => score),
      );
    const result = {
      ...figures('all', () => true),
      ...figures('new', (each) => each.prior === ''),
      ...figures('edit', (each) => each.prior !== ''),
      medianMs: round(quantile(timesMs, 0.5)),
    };
    console.log(result);
    return result;
  },
};

const round = (value: number): number => Math.round(value * 1000) / 1000;

function summary(name: string, scores: readonly Scored[]): Figures {
  const share = (test: (score: Scored) => number): number =>
    round(scores.reduce((sum, score) => sum + test(score), 0) / Math.max(1, scores.length));
  return {
    [`${name}Cases`]: scores.length,
    [`${name}Structure`]: share((score) => Number(score.structure)),
    [`${name}Sequence`]: share((score) => Number(score.sequence)),
    [`${name}OperationF1`]: share((score) => score.f1),
  };
}

function planned(each: Case, catalog: Catalog): readonly FlowNode[] {
  const planner = createPlanner();
  const prior: FlowIR = {
    title: 'prior',
    trigger: { kind: 'manual', words: null },
    steps: toPlan(parseFlow(each.prior)),
  };
  const empty = planner.respond({ utterance: '', catalog, tenant: TENANT }).state;
  const state = each.prior === '' ? empty : { ...empty, flow: prior };
  const turn = planner.respond({ state, utterance: each.utterance, catalog, tenant: TENANT });
  return turn.plan ? nodesOf(turn.plan.steps, null, 'main') : [];
}

function nodesOf(steps: readonly FlowStep[], parent: string | null, branch: FlowStep['branch']): FlowNode[] {
  return steps
    .filter((step) => step.parent === parent && step.branch === branch && step.kind !== 'end')
    .map((step) => {
      if (step.kind === 'if')
        return { kind: 'if', main: nodesOf(steps, step.id, 'main'), otherwise: nodesOf(steps, step.id, 'else') };
      if (step.kind === 'foreach') return { kind: 'for', main: nodesOf(steps, step.id, 'main') };
      return { kind: 'call', op: step.kind === 'call' ? (step.op ?? 'user_task') : 'user_task' };
    });
}

function best(each: Case, got: readonly FlowNode[]): Scored {
  const scores = each.expected.map((text) => score(parseFlow(text), got));
  return (
    scores.sort((a, b) => Number(b.structure) - Number(a.structure) || b.f1 - a.f1)[0] ?? {
      structure: false,
      sequence: false,
      f1: 0,
    }
  );
}

function score(wanted: readonly FlowNode[], got: readonly FlowNode[]): Scored {
  const [expected, actual] = [sequenceOf(wanted), sequenceOf(got)];
  const left = [...expected];
  const hits = actual.filter((op) => {
    const at = left.indexOf(op);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  const f1 = expected.length + actual.length === 0 ? 1 : (2 * hits) / (expected.length + actual.length);
  return { structure: shapeText(wanted) === shapeText(got), sequence: expected.join() === actual.join(), f1 };
}

function report(each: Case, got: readonly FlowNode[]): void {
  console.log(
    `#${each.id} ${each.utterance}\n   expected ${shapeText(parseFlow(each.expected[0] ?? ''))}\n   got      ${shapeText(got)}`,
  );
}

/** `App_entity__1_0_0__verb_entity` as an operation of the connection `App`. */
function catalogOf(entries: readonly Entry[]): Catalog {
  return { operations: entries.map(operationOf), events: [], functions: [] };
}

const READS = /^(?:retrieve|get|list|download)/i;

function operationOf({ id, description }: Entry): Operation {
  const [thing = '', , action = ''] = id.split('__');
  const entity =
    [...thing.split('_').keys()]
      .map((at) => thing.split('_').slice(at).join('_'))
      .find((tail) => action.endsWith(`_${tail}`)) ?? '';
  const verb = action.slice(0, action.length - entity.length - 1).replace(/withwhere$/, '');
  const connection = thing.slice(0, thing.length - entity.length - 1).replaceAll('_', ' ');
  const reads = READS.test(verb);
  return {
    id,
    connection,
    name: `${/^[A-Z]+$/.test(verb) ? verb.toLowerCase() : verb} ${entity}`,
    kind: 'openapi',
    documentUrl: 'https://flow-bench.example/openapi.json',
    method: reads ? 'GET' : 'POST',
    path: '/',
    summary: description,
    description: '',
    tags: [entity],
    parameters: [],
    input: { type: 'object' },
    output: reads && /^retrieve/i.test(verb) ? { type: 'array', items: { type: 'object' } } : {},
    errors: [],
  };
}
