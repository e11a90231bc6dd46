import fc from 'fast-check';
import type { Use, Workflow } from '../index.ts';
import { endpoints, errors, inputs, outputs, policies, retries, strategies } from './constructs.ts';
import {
  bareOrMarked,
  dictionary,
  durations,
  labels,
  names,
  type Surroundings,
  texts,
  versions,
} from './primitives.ts';
import { taskLists, tasks } from './tasks.ts';

export interface WorkflowOptions {
  /** Only what every runtime of the standard understands. Default true. */
  readonly portable?: boolean;
  /** Nesting of lists of tasks below the first. Default 2. */
  readonly depth?: number;
}

const optional = { requiredKeys: [] };
const fewNames = fc.uniqueArray(names, { maxLength: 2 });

/** Definitions without errors that use every construct of the language. */
export function workflows({ portable = true, depth = 2 }: WorkflowOptions = {}): fc.Arbitrary<Workflow> {
  return fc
    .record({
      functions: fewNames,
      retries: fewNames,
      timeouts: fewNames,
      errors: fewNames,
      authentications: fewNames,
      secrets: fewNames,
      depth: fc.nat(depth),
    })
    .chain((defined) => fromSurroundings({ ...defined, variables: [], portable }));
}

function fromSurroundings(around: Surroundings): fc.Arbitrary<Workflow> {
  return fc.record(
    {
      document: documents(around),
      input: inputs(around),
      use: uses(around),
      schedule: schedules(around),
      evaluate: fc.record({ language: fc.constant('jq'), mode: fc.constantFrom('strict', 'loose') }, optional),
      timeout: fc.record({ after: durations }),
      do: taskLists(around, 0),
      output: outputs(around),
    },
    { requiredKeys: ['document', 'use', 'do'] },
  ) as fc.Arbitrary<Workflow>;
}

function documents({ portable }: Surroundings): fc.Arbitrary<unknown> {
  return fc.record(
    {
      dsl: fc.constantFrom('1.0.0', '1.0.3'),
      namespace: labels,
      name: labels,
      version: versions,
      title: texts,
      summary: texts,
      tags: dictionary(texts),
      metadata: portable ? fc.record({ owner: texts }) : fc.record({ owner: texts, priority: fc.nat(9) }),
    },
    { requiredKeys: ['dsl', 'namespace', 'name', 'version'] },
  );
}

function named<T>(keys: readonly string[], value: (key: string) => fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.tuple(...keys.map(value)).map((values) => Object.fromEntries(keys.map((key, at) => [key, values[at]!])));
}

function uses(around: Surroundings): fc.Arbitrary<Use> {
  // Functions call no functions, so that none calls itself.
  const inFunctions = { ...around, functions: [], depth: 0 };
  const extension = fc.record(
    {
      extend: fc.constantFrom('all', 'call', 'composite', 'set'),
      when: bareOrMarked(around),
      before: taskLists({ ...around, depth: 0 }),
      after: taskLists({ ...around, depth: 0 }),
    },
    { requiredKeys: ['extend'] },
  );
  return fc.record({
    functions: named(around.functions, () => tasks(inFunctions, [])),
    retries: named(around.retries, () => retries(around)),
    timeouts: named(around.timeouts, () => fc.record({ after: durations })),
    errors: named(around.errors, () => errors(around)),
    authentications: named(around.authentications, () => policies(around)),
    secrets: fc.constant(around.secrets),
    catalogs: dictionary(fc.record({ endpoint: endpoints({ ...around, authentications: [] }) })),
    extensions: fc
      .uniqueArray(fc.tuple(names, extension), { selector: ([name]) => name, maxLength: 1 })
      .map((list) => list.map(([name, content]) => ({ [name]: content }))),
  }) as fc.Arbitrary<Use>;
}

function schedules(around: Surroundings): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.record({ every: durations }),
    fc.record({ cron: fc.constantFrom('0 9 * * 1-5', '*/15 * * * *') }),
    fc.record({ after: durations }),
    fc.record({ on: strategies(around), read: fc.constant('envelope') }, { requiredKeys: ['on'] }),
  );
}
