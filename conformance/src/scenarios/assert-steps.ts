import type { TaskEvent } from '@parley/engine';
import { isTerminal } from '@parley/engine';
import { parseIsoDuration } from '@parley/kernel';
import { at, fail, includes, type Step, same, show, yaml } from './step.ts';
import type { World } from './world.ts';

async function completed(world: World): Promise<unknown> {
  const outcome = await world.outcome();
  if (outcome.status === 'completed') return outcome.output;
  return fail(`It did not complete: ${show(outcome)}`);
}

async function faulted(world: World): Promise<unknown> {
  const outcome = await world.outcome();
  return outcome.status === 'faulted' ? outcome.error : fail(`It did not fault: ${show(outcome)}`);
}

function expectSame(actual: unknown, expected: unknown): void {
  if (!same(actual, expected)) fail(`Expected ${show(expected)}, got ${show(actual)}`);
}

function expectIncludes(actual: unknown, expected: unknown): void {
  if (!includes(actual, expected)) fail(`Expected ${show(expected)} in ${show(actual)}`);
}

/** Names of the tasks that began, in order; a task that began again is there again. */
function started(world: World): string[] {
  return world.events.filter(({ type }) => type === 'started').map(({ name }) => name);
}

function ended(world: World, name: string, type: TaskEvent['type']): TaskEvent {
  const event = world.events.findLast((each) => each.name === name && each.type === type);
  return event ?? fail(`${name} was not ${type}: ${show(world.events.map((each) => `${each.type} ${each.name}`))}`);
}

function expectOrder(world: World, first: string, second: string): void {
  const order = started(world);
  if (!order.includes(first) || !order.includes(second) || order.indexOf(first) > order.indexOf(second)) {
    fail(`${first} did not run before ${second}: ${show(order)}`);
  }
}

function requestsTo(world: World, route: string) {
  return world.network.requests.filter(({ method, url }) => `${method} ${url}` === route);
}

const WORKFLOW: readonly Step[] = [
  { text: /^the workflow should complete$/, run: async (world) => void (await completed(world)) },
  {
    text: /^the workflow should complete with output:$/,
    run: async (world, _, document) => expectSame(await completed(world), yaml(document)),
  },
  { text: /^the workflow should fault$/, run: async (world) => void (await faulted(world)) },
  {
    text: /^the workflow should fault with error:$/,
    run: async (world, _, document) => expectIncludes(await faulted(world), yaml(document)),
  },
  {
    text: /^the workflow should cancel$/,
    async run(world) {
      const { status } = await world.outcome();
      if (status !== 'cancelled') fail(`It is ${status}`);
    },
  },
  {
    text: /^the workflow should still run$/,
    async run(world) {
      const last = (await world.history()).at(-1)!;
      if (isTerminal(last.type)) fail(`It has ended: ${show(last)}`);
    },
  },
  {
    text: /^the workflow output should have properties (.+)$/,
    async run(world, [list]) {
      const output = await completed(world);
      for (const [, path] of list!.matchAll(/'([^']+)'/g)) {
        if (at(output, path!) === undefined) fail(`${path} is missing in ${show(output)}`);
      }
    },
  },
  {
    text: /^the workflow output should have a '([^']+)' property with value:$/,
    run: async (world, [path], document) => expectSame(at(await completed(world), path!), yaml(document)),
  },
  {
    text: /^the workflow output should have a '([^']+)' property containing (\d+) items$/,
    async run(world, [path, count]) {
      const value = at(await completed(world), path!);
      if (!Array.isArray(value) || value.length !== Number(count)) fail(`${path} is ${show(value)}`);
    },
  },
  {
    text: /^the workflow should take '(P[^']+)'$/,
    async run(world, [duration]) {
      await world.outcome();
      if (world.elapsed() !== parseIsoDuration(duration!)) fail(`It took ${world.elapsed()} ms`);
    },
  },
  {
    text: /^the definition should be refused$/,
    run: (world) => void (world.refusal ?? fail('The definition was taken')),
  },
];

const TASKS: readonly Step[] = [
  {
    text: /^(\w+) should run first$/,
    run: (world, [name]) => expectSame(started(world)[0], name),
  },
  {
    text: /^(\w+) should run last$/,
    run: (world, [name]) => expectSame(started(world).at(-1), name),
  },
  { text: /^(\w+) should run before (\w+)$/, run: (world, [first, second]) => expectOrder(world, first!, second!) },
  { text: /^(\w+) should run after (\w+)$/, run: (world, [second, first]) => expectOrder(world, first!, second!) },
  {
    text: /^(\w+) should not run$/,
    run: (world, [name]) => (started(world).includes(name!) ? fail(`${name} ran`) : undefined),
  },
  {
    text: /^(\w+) should run (\d+) times$/,
    run: (world, [name, count]) => expectSame(started(world).filter((each) => each === name).length, Number(count)),
  },
  { text: /^(\w+) should cancel$/, run: (world, [name]) => void ended(world, name!, 'cancelled') },
  { text: /^(\w+) should complete$/, run: (world, [name]) => void ended(world, name!, 'completed') },
  {
    text: /^(\w+) should complete with output:$/,
    run: (world, [name], document) => expectSame(ended(world, name!, 'completed').output, yaml(document)),
  },
  { text: /^(\w+) should fault$/, run: (world, [name]) => void ended(world, name!, 'faulted') },
  {
    text: /^(\w+) should fault with error:$/,
    run: (world, [name], document) => expectIncludes(ended(world, name!, 'faulted').error, yaml(document)),
  },
];

const OUTSIDE: readonly Step[] = [
  {
    text: /^'([A-Z]+ [^']+)' should have been called (\d+) times?$/,
    run: (world, [route, count]) => expectSame(requestsTo(world, route!).length, Number(count)),
  },
  {
    text: /^the calls should be '([^']*)'$/,
    run: (world, [list]) =>
      expectSame(
        world.network.requests.map(({ url }) => url.split('/').at(-1)),
        list === '' ? [] : list!.split(', '),
      ),
  },
  {
    text: /^the last request to '([A-Z]+ [^']+)' should have body:$/,
    run: (world, [route], document) =>
      expectSame(JSON.parse(requestsTo(world, route!).at(-1)?.body ?? 'null'), yaml(document)),
  },
  {
    text: /^the last request to '([A-Z]+ [^']+)' should have headers:$/,
    run: (world, [route], document) => expectIncludes(requestsTo(world, route!).at(-1)?.headers, yaml(document)),
  },
  {
    text: /^every request to '([A-Z]+ [^']+)' should have the same idempotency key$/,
    run(world, [route]) {
      const keys = requestsTo(world, route!).map(({ headers }) => headers['idempotency-key']);
      if (keys[0] === undefined || new Set(keys).size !== 1) fail(`The keys are ${show(keys)}`);
    },
  },
  {
    text: /^the published events should be:$/,
    run: (world, _, document) => {
      const expected = yaml(document) as unknown[];
      expectSame(world.published.length, expected.length);
      for (const [index, event] of expected.entries()) expectIncludes(world.published[index], event);
    },
  },
  {
    text: /^the function '([^']+)' should have been called with:$/,
    run: (world, [name], document) =>
      expectIncludes(world.functionCalls.findLast((call) => call.name === name)?.args, yaml(document)),
  },
  {
    text: /^an approval should be asked for:$/,
    run: (world, _, document) => expectIncludes(world.approvals.at(-1), yaml(document)),
  },
];

/** What a scenario looks at in the end. */
export const ASSERT_STEPS: readonly Step[] = [...WORKFLOW, ...TASKS, ...OUTSIDE];
