import { isObject } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, type Names, present, type Tasks } from './context.ts';
import { withHandlers } from './errors.ts';
import { emitTask, eventFilter } from './events.ts';
import type { ExpressionScope } from './expressions.ts';
import { type FunctionCall, migrateFunctionCall, resultOf } from './functions.ts';
import { label, semanticVersion } from './header.ts';
import { duration } from './times.ts';

/** How the result of an action gets into the data of its state. */
export interface ActionPlace {
  readonly scope: ExpressionScope;
  readonly timeout: string | undefined;
  /** jq for the state's data with a result, both given as jq. The default merges the result into the data. */
  readonly merge?: (data: string, result: string) => string;
}

/** One action as tasks: waits around it, the call, the attempts at it. */
export function migrateAction(action: OldMap, names: Names, place: ActionPlace, context: LegacyContext): Tasks {
  const name = names.unique(action.text('name') ?? wordFor(action));
  const main = mainTask(action, place, context);
  const sleep = action.map('sleep');
  const condition = action.text('condition');
  const guarded = withAttempts(action, name, main, context);
  const steps: Tasks = [
    ...wait(sleep, 'before', name, names, context),
    { [name]: guarded },
    ...wait(sleep, 'after', name, names, context),
  ];
  if (condition === undefined) return steps;
  const when = context.expressions.jq(condition, action.place('condition'), place.scope);
  if (steps.length === 1) return [{ [name]: { if: when, ...guarded } }];
  return [{ [names.unique(`${name}-steps`)]: { if: when, do: steps } }];
}

function wordFor(action: OldMap): string {
  const reference = action.map('functionRef')?.text('refName') ?? action.text('functionRef');
  if (reference !== undefined) return reference;
  const flow = action.map('subFlowRef')?.text('workflowId') ?? action.text('subFlowRef');
  return flow ?? 'action';
}

function wait(
  sleep: OldMap | undefined,
  when: 'before' | 'after',
  name: string,
  names: Names,
  context: LegacyContext,
): Tasks {
  const time = sleep && duration(sleep.text(when), sleep.place(when), context);
  return time === undefined ? [] : [{ [names.unique(`${name}-${when}`)]: { wait: time } }];
}

function mainTask(action: OldMap, place: ActionPlace, context: LegacyContext): Record<string, unknown> {
  const filter = action.map('actionDataFilter');
  const from = filter?.text('fromStateData');
  const scope: ExpressionScope = {
    ...place.scope,
    ...(from !== undefined && { from: context.expressions.jq(from, filter!.place('fromStateData')) }),
  };
  const { task, result, ignored } = pickTask(action, scope, context);
  const output = ignored ? '$input' : outputOf(filter, result, place, context);
  return present({
    ...task,
    output: task.emit === undefined && task.raise === undefined ? { as: `\${ ${output} }` } : task.output,
    timeout: place.timeout === undefined ? undefined : { after: place.timeout },
  });
}

interface Picked {
  readonly task: Record<string, unknown>;
  /** The result as jq over the output. */
  readonly result: string;
  /** Nothing of the result was kept. */
  readonly ignored: boolean;
}

function pickTask(action: OldMap, scope: ExpressionScope, context: LegacyContext): Picked {
  if (action.has('functionRef')) return functionTask(action, scope, context);
  if (action.has('subFlowRef')) return subFlow(action, scope, context);
  if (action.has('eventRef')) return eventPair(action, scope, context);
  const publish = action.map('publish');
  if (publish) return { task: emitTask(publish, 'event', scope, context), result: '.', ignored: true };
  const subscribe = action.map('subscribe');
  if (subscribe) {
    const timeout = duration(subscribe.text('timeout'), subscribe.place('timeout'), context);
    const task = {
      listen: { to: { one: eventFilter(subscribe.text('event') ?? '', subscribe.place('event'), context) } },
    };
    return { task: { ...task, ...(timeout && { timeout: { after: timeout } }) }, result: '.[0]', ignored: false };
  }
  const advice = 'Say what the action does.';
  context.report.lost(action.pointer, 'The action names no function, event or workflow', advice);
  return { task: { set: '${ . }' }, result: '.', ignored: true };
}

function functionTask(action: OldMap, scope: ExpressionScope, context: LegacyContext): Picked {
  const reference = action.map('functionRef');
  const name = reference?.text('refName') ?? action.text('functionRef') ?? '';
  const definition = context.find('functions', name);
  const asynchronous = reference?.text('invoke') === 'async';
  if (asynchronous) {
    const advice = 'Start another workflow with await: false if nobody may wait.';
    context.report.changed(reference!.place('invoke'), 'The call is waited for; its result is still ignored', advice);
  }
  const given = reference?.any('arguments');
  const args = given === undefined ? undefined : context.expressions.data(given, reference!.place('arguments'), scope);
  const selectionSet = reference?.text('selectionSet');
  if (!definition) {
    context.report.lost(action.place('functionRef'), `There is no function ${name}`, 'Define what it calls.');
    return {
      task: { call: `${label(name)}:1.0.0@default`, ...(isObject(args) && { with: args }) },
      result: '.',
      ignored: asynchronous,
    };
  }
  const call: FunctionCall = { definition, name, args, selectionSet, scope };
  return { task: migrateFunctionCall(call, context), result: resultOf(call), ignored: asynchronous };
}

function subFlow(action: OldMap, scope: ExpressionScope, context: LegacyContext): Picked {
  const reference = action.map('subFlowRef');
  const id = reference?.text('workflowId') ?? action.text('subFlowRef') ?? '';
  const version = reference?.text('version');
  if (reference?.text('onParentComplete') === 'terminate' && reference.text('invoke') === 'async') {
    const message = 'The workflow goes on when the one that started it has ended';
    context.report.changed(reference.place('onParentComplete'), message);
  }
  const asynchronous = reference?.text('invoke') === 'async';
  const from =
    scope.from === undefined && scope.item === undefined ? undefined : context.expressions.marked('.', '', scope);
  const workflow = {
    namespace: context.namespace,
    name: label(id),
    version: version === undefined ? 'latest' : semanticVersion(version),
  };
  const advice = 'Name the parts of the data that it needs under run.workflow.input.';
  context.report.changed(action.place('subFlowRef'), `${id} gets the data of the state under "data"`, advice);
  const task = {
    run: { workflow: { ...workflow, input: { data: from ?? '${ . }' } }, ...(asynchronous && { await: false }) },
  };
  return { task, result: '.', ignored: asynchronous };
}

/** An event that is sent, and another one that answers it. */
function eventPair(action: OldMap, scope: ExpressionScope, context: LegacyContext): Picked {
  const reference = action.map('eventRef');
  if (!reference) return { task: { set: '${ . }' }, result: '.', ignored: true };
  const sent = reference.has('triggerEventRef') ? 'triggerEventRef' : 'produceEventRef';
  const answer = reference.has('resultEventRef') ? 'resultEventRef' : 'consumeEventRef';
  const emit = emitTask(reference, sent, scope, context);
  const wanted = reference.text(answer);
  const asynchronous = reference.text('invoke') === 'async';
  if (wanted === undefined || asynchronous) {
    if (wanted !== undefined)
      context.report.lost(reference.place(answer), 'Nobody waits for the answer', 'Listen for it.');
    reference.any('resultEventTimeout');
    reference.any('consumeEventTimeout');
    return { task: emit, result: '.', ignored: true };
  }
  const limit = reference.has('resultEventTimeout') ? 'resultEventTimeout' : 'consumeEventTimeout';
  const timeout = duration(reference.text(limit), reference.place(limit), context);
  const listen = {
    listen: { to: { one: eventFilter(wanted, reference.place(answer), context) } },
    ...(timeout !== undefined && { timeout: { after: timeout } }),
  };
  return { task: { do: [{ send: emit }, { receive: listen }] }, result: '.[0]', ignored: false };
}

function outputOf(filter: OldMap | undefined, raw: string, place: ActionPlace, context: LegacyContext): string {
  if (filter?.flag('useResults') === false) return '$input';
  const results = filter?.text('results');
  const result = results === undefined ? raw : piped(raw, context.expressions.jq(results, filter!.place('results')));
  const target = filter?.text('toStateData');
  if (place.merge) {
    if (target !== undefined)
      context.report.changed(filter!.place('toStateData'), 'The result goes to the collection of the loop');
    return place.merge('$input', result);
  }
  return target === undefined
    ? `$input + ${grouped(result)}`
    : mergedAt('$input', context.expressions.jq(target, filter!.place('toStateData')), result);
}

function piped(first: string, second: string): string {
  return first === '.' ? second : `${first} | ${second}`;
}

/** jq that can stand beside an operator. */
export function grouped(source: string): string {
  return /^[\w$.[\]"]+$/.test(source) ? source : `(${source})`;
}

/** jq that merges a result into a part of the data: maps and lists grow, anything else is replaced. */
export function mergedAt(data: string, target: string, result: string): string {
  if (target === '.') return `${data} + ${grouped(result)}`;
  const merge = `if type == ($result | type) and (type == "object" or type == "array") then . + $result else $result end`;
  return `(${result}) as $result | ${data} | ${target} |= (${merge})`;
}

/** The retries of an action. */
function withAttempts(
  action: OldMap,
  name: string,
  task: Record<string, unknown>,
  context: LegacyContext,
): Record<string, unknown> {
  const retry = action.text('retryRef');
  const retryable = action.texts('retryableErrors');
  const hopeless = action.texts('nonRetryableErrors');
  if (action.has('onErrors')) return withHandlers(action, name, [{ [name]: task }], context).task;
  if (retry === undefined) return task;
  if (!context.find('retries', retry))
    context.report.lost(action.place('retryRef'), `There is no retry policy ${retry}`);
  const { timeout, ...rest } = task;
  const catching = present({
    when: retryable.length > 0 ? retryable.map((error) => errorTest(error, context)).join(' or ') : undefined,
    exceptWhen: hopeless.length > 0 ? hopeless.map((error) => errorTest(error, context)).join(' or ') : undefined,
    retry: context.find('retries', retry) ? retry : undefined,
  });
  return { try: [{ [name]: present({ ...rest, timeout }) }], catch: catching };
}

function errorTest(name: string, context: LegacyContext): string {
  const error = context.find('errors', name);
  const code = error?.text('code') ?? error?.text('status');
  if (code !== undefined && /^\d{3}$/.test(code)) return `$error.status == ${code}`;
  return `$error.title == ${JSON.stringify(code ?? name)}`;
}

/** Actions one after another. */
export function migrateActions(
  actions: readonly OldMap[],
  names: Names,
  place: ActionPlace,
  context: LegacyContext,
): Tasks {
  return actions.flatMap((action) => migrateAction(action, names, place, context));
}
