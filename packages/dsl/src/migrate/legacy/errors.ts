import type { OldMap } from '../old-map.ts';
import { type LegacyContext, present, type Tasks } from './context.ts';
import { migrateRetry } from './policies.ts';

/** What an old handler catches and where it leads. */
interface Handler {
  readonly old: OldMap;
  /** The filter of one error; undefined when it catches several or all. */
  readonly filter: Record<string, unknown> | undefined;
  /** jq over `$error`; undefined when it catches all. */
  readonly test: string | undefined;
  readonly except: string | undefined;
  readonly retry: unknown;
  /** The map with `transition` or `end`; undefined when nothing says where to go. */
  readonly target: OldMap | undefined;
}

/** The handlers of a state or action, in their order. */
function handlersOf(owner: OldMap, context: LegacyContext): Handler[] {
  const policy = owner.text('onErrors');
  if (policy === undefined) return owner.list('onErrors').map((old) => handler(old, context));
  const found = context.root
    .map('errors')
    ?.list('policies')
    .find((one) => one.text('name') === policy);
  if (!found) context.report.lost(owner.place('onErrors'), `There is no error policy ${policy}`);
  return found?.list('handlers').map((old) => handler(old, context)) ?? [];
}

function handler(reference: OldMap, context: LegacyContext): Handler {
  const name = reference.text('refName');
  const shared = context.root.map('errors')?.list('handlers') ?? [];
  const old = name === undefined ? reference : (shared.find((one) => one.text('name') === name) ?? reference);
  if (name !== undefined && old === reference)
    context.report.lost(reference.pointer, `There is no error handler ${name}`);
  const single = old.text('errorRef');
  const names = single === undefined ? old.texts('errorRefs') : [single];
  const filters =
    names.length > 0
      ? names.map((one) => named(one, old, context))
      : old.list('when').map((one) => described(one, context));
  const except = old.list('exceptWhen').map((one) => testOf(described(one, context)));
  const all = filters.some((filter) => Object.keys(filter).length === 0);
  return {
    old,
    filter: filters.length === 1 && !all ? filters[0] : undefined,
    test: filters.length === 0 || all ? undefined : filters.map(testOf).join(' or '),
    except: except.length > 0 ? except.join(' or ') : undefined,
    retry: retryOf(old, context),
    target: old.map('then') ?? old,
  };
}

function retryOf(old: OldMap, context: LegacyContext): unknown {
  const policy = old.map('retry');
  return policy ? migrateRetry(policy, context) : old.text('retry');
}

/** The filter for an error that the definition names. */
function named(name: string, at: OldMap, context: LegacyContext): Record<string, unknown> {
  if (name === '*' || /^(?:default|all)/i.test(name)) return {};
  const error = context.find('errors', name);
  error?.any('description');
  const code = error?.text('code') ?? error?.text('status');
  const type = error?.text('type');
  if (code !== undefined && /^\d{3}$/.test(code)) return { status: Number(code) };
  if (type !== undefined && /^\w+:/.test(type)) return { type };
  const advice = 'Filter by the type or status that the calls raise.';
  const title = code ?? name;
  context.report.lost(at.pointer, `Nothing raises an error "${title}": errors have a type and a status`, advice);
  return { title };
}

function described(old: OldMap, context: LegacyContext): Record<string, unknown> {
  const name = old.text('refName');
  if (name !== undefined) return named(name, old, context);
  const filter = { type: old.text('type'), status: old.number('status'), instance: old.text('instance') };
  return present({ ...filter, title: old.text('title'), detail: old.text('detail') });
}

function testOf(filter: Record<string, unknown>): string {
  const tests = Object.entries(filter).map(([key, value]) => `$error.${key} == ${JSON.stringify(value)}`);
  return tests.length === 1 ? tests[0]! : `(${tests.join(' and ')})`;
}

/** Where the flow goes after a state that caught an error. */
export interface Caught {
  readonly handler: Handler;
  /** Holds for the output of the task when the error was this one; undefined when the catch itself goes there. */
  readonly when: string | undefined;
}

/** Tasks in a try that does what the old handlers did. `caught` says where to go then; the flow is the caller's. */
export function withHandlers(
  owner: OldMap,
  name: string,
  tasks: Tasks,
  context: LegacyContext,
): { readonly task: Record<string, unknown>; readonly caught: readonly Caught[] } {
  const handlers = handlersOf(owner, context);
  const [first, ...more] = handlers;
  if (!first) return { task: { do: tasks }, caught: [] };
  if (more.length === 0) {
    const { filter, test, except, retry } = first;
    const errors = filter && { with: filter };
    const when = filter ? undefined : test;
    return {
      task: { try: tasks, catch: present({ errors, when, exceptWhen: except, retry }) },
      caught: [{ handler: first, when: undefined }],
    };
  }
  return several(handlers, name, tasks, context);
}

/** One catch for all of them: it keeps the error beside the data, and cases after the task tell them apart. */
function several(handlers: readonly Handler[], name: string, tasks: Tasks, context: LegacyContext) {
  const retries = handlers.filter(({ retry }) => retry !== undefined);
  for (const { old } of retries) {
    context.report.lost(
      old.place('retry'),
      'A catch has one retry policy for all of its errors',
      'Nest tries by hand.',
    );
  }
  const tests = handlers.map(({ test, except }) => both(test, except));
  const when = tests.includes('true') ? undefined : tests.join(' or ');
  const keep = { [`${name}-caught`]: { set: '${ . + { caughtError: $error } }' } };
  const caught = handlers.map((handler, index) => ({
    handler,
    when: `.caughtError != null and (.caughtError as $error | ${tests[index]})`,
  }));
  return { task: { try: tasks, catch: present({ when, do: [keep] }) }, caught };
}

function both(test: string | undefined, except: string | undefined): string {
  if (except === undefined) return test === undefined ? 'true' : `(${test})`;
  return `(${test ?? 'true'}) and ((${except}) | not)`;
}
