import fc from 'fast-check';
import type { Task, TaskList } from '../index.ts';
import { calls, iterators, type OwnProperties } from './calls.ts';
import { errors, events, inputs, outputs, resources, retries, strategies } from './constructs.ts';
import {
  bareOrMarked,
  data,
  dictionary,
  durations,
  labels,
  lazyOneOf,
  marked,
  names,
  oneOfNames,
  type Surroundings,
  texts,
  variableNames,
  versions,
} from './primitives.ts';

const optional = { requiredKeys: [] };
const DIRECTIVES = ['continue', 'exit', 'end'];

/** A list of tasks that are right in their surroundings: directives find their tasks, names are unique. */
export function taskLists(around: Surroundings, minLength = 1): fc.Arbitrary<TaskList> {
  return fc
    .uniqueArray(names, { minLength, maxLength: 3 })
    .chain((own) => fc.tuple(...own.map((name) => tasks(around, own).map((task) => ({ [name]: task })))));
}

/** A task of any type; `siblings` are the names its directives can go to. */
export function tasks(around: Surroundings, siblings: readonly string[]): fc.Arbitrary<Task> {
  const nested = taskLists({ ...around, depth: around.depth - 1 });
  const directives = fc.constantFrom(...DIRECTIVES, ...siblings);
  const base = fc.record(
    {
      if: bareOrMarked(around),
      input: inputs(around),
      output: outputs(around),
      export: outputs(around),
      timeout: fc.oneof(fc.record({ after: durations }), ...oneOfNames(around.timeouts)),
      then: directives,
      metadata: metadata(around, nested),
    },
    optional,
  );
  const simple: (() => fc.Arbitrary<OwnProperties>)[] = [
    () => calls(around, around.depth > 0 ? nested : fc.constant([])),
    () => fc.record({ emit: fc.record({ event: fc.record({ with: events(around) }) }) }),
    () => raise(around),
    () => run(around),
    () => fc.record({ set: fc.oneof(dictionary(data(around), 1), marked(around)) }),
    () => switches(around, directives),
    () => fc.record({ wait: durations }),
  ];
  const own = lazyOneOf([...simple, ...(around.depth > 0 ? composites(around, nested, directives) : [])]);
  return fc.tuple(base, own).map(([common, properties]) => ({ ...properties, ...common }) as unknown as Task);
}

function metadata(around: Surroundings, nested: fc.Arbitrary<TaskList>): fc.Arbitrary<OwnProperties> {
  if (around.portable || around.depth === 0) return fc.record({ note: texts, when: marked(around) }, optional);
  return fc.record({ note: texts, compensate: nested }, optional);
}

function composites(
  around: Surroundings,
  nested: fc.Arbitrary<TaskList>,
  directives: fc.Arbitrary<string>,
): (() => fc.Arbitrary<OwnProperties>)[] {
  const inner = { ...around, depth: around.depth - 1 };
  return [
    () => fc.record({ do: nested }),
    () => fc.record({ fork: fc.record({ branches: nested, compete: fc.boolean() }, { requiredKeys: ['branches'] }) }),
    () => variableNames.chain((each) => loops(around, { ...inner, variables: [...around.variables, each] }, each)),
    () =>
      fc.record(
        {
          listen: fc.record(
            { to: strategies(around), read: fc.constantFrom('data', 'envelope', 'raw') },
            { requiredKeys: ['to'] },
          ),
          foreach: iterators(around, nested),
        },
        { requiredKeys: ['listen'] },
      ),
    () => tries({ ...inner, variables: [...around.variables, 'error'] }, nested, directives),
  ];
}

function loops(around: Surroundings, inner: Surroundings, each: string): fc.Arbitrary<OwnProperties> {
  const collection = fc.oneof(bareOrMarked(around), fc.array(dictionary(data(around)), { maxLength: 2 }));
  return fc.record(
    {
      for: fc.record(
        { each: fc.constant(each), in: collection, at: fc.constant('position') },
        { requiredKeys: ['each', 'in'] },
      ),
      while: bareOrMarked(inner),
      do: taskLists(inner),
    },
    { requiredKeys: ['for', 'do'] },
  );
}

function tries(
  inner: Surroundings,
  nested: fc.Arbitrary<TaskList>,
  directives: fc.Arbitrary<string>,
): fc.Arbitrary<OwnProperties> {
  const filter = fc
    .record({ type: texts, status: fc.integer(), instance: texts, title: texts, detail: texts }, optional)
    .filter((parts) => Object.keys(parts).length > 0);
  const handler = fc.record(
    {
      errors: fc.record({ with: filter }, optional),
      as: fc.constant('error'),
      when: bareOrMarked(inner),
      exceptWhen: bareOrMarked(inner),
      retry: fc.oneof(retries(inner), ...oneOfNames(inner.retries)),
      do: taskLists(inner),
      then: directives,
    },
    optional,
  );
  return fc.record({ try: nested, catch: handler });
}

function switches(around: Surroundings, directives: fc.Arbitrary<string>): fc.Arbitrary<OwnProperties> {
  return fc.uniqueArray(names, { minLength: 1, maxLength: 3 }).chain((cases) => {
    const list = cases.map((name, index) => {
      const branch = { when: bareOrMarked(around), then: directives };
      const requiredKeys: ('when' | 'then')[] = index === 0 ? ['then'] : ['when', 'then'];
      return fc.record(branch, { requiredKeys }).map((content) => ({ [name]: content }));
    });
    return fc.record({ switch: fc.tuple(...list) });
  });
}

function raise(around: Surroundings): fc.Arbitrary<OwnProperties> {
  return fc.record({ raise: fc.record({ error: fc.oneof(errors(around), ...oneOfNames(around.errors)) }) });
}

function run(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const text = fc.oneof(texts, marked(around));
  const process = { stdin: text, arguments: fc.array(text, { maxLength: 2 }), environment: dictionary(data(around)) };
  const lifetime = fc.oneof(
    fc.record({ cleanup: fc.constantFrom('always', 'never') }),
    fc.record({ cleanup: fc.constant('eventually'), after: durations }),
  );
  const container = fc.record(
    { ...process, image: text, name: text, command: text, ports: dictionary(fc.nat()), lifetime },
    { requiredKeys: ['image'] },
  );
  const code = fc.oneof(fc.record({ code: text }), fc.record({ source: resources(around) }));
  const language = fc.constantFrom('js', 'python');
  const script = fc
    .tuple(fc.record({ ...process, language }, { requiredKeys: ['language'] }), code)
    .map(([rest, source]) => ({ ...rest, ...source }));
  const shell = fc.record({ ...process, command: text }, { requiredKeys: ['command'] });
  const workflow = fc.record(
    {
      namespace: labels,
      name: labels,
      version: fc.oneof(versions, fc.constant('latest')),
      input: dictionary(data(around)),
    },
    { requiredKeys: ['namespace', 'name', 'version'] },
  );
  const kinds = fc.oneof(
    fc.record({ container }),
    fc.record({ script }),
    fc.record({ shell }),
    fc.record({ workflow }),
  );
  const how = fc.record({ await: fc.boolean(), return: fc.constantFrom('stdout', 'code', 'all', 'none') }, optional);
  return fc.record({ run: fc.tuple(kinds, how).map(([kind, rest]) => ({ ...kind, ...rest })) });
}
