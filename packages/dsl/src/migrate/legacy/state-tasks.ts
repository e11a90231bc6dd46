import { isObject } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { migrateAction, migrateActions } from './actions.ts';
import { type LegacyContext, Names, present, type Tasks } from './context.ts';
import { migrateCallback, migrateEventState } from './event-states.ts';
import { itemVariable } from './expressions.ts';
import { limitOf, placeOf } from './limits.ts';
import { duration } from './times.ts';

/** The tasks inside a state; the data of the state goes in and comes out. */
export function migrateStateBody(state: OldMap, name: string, context: LegacyContext): Tasks {
  const names = new Names([name]);
  switch (state.text('type')) {
    case 'operation':
      return operation(state, name, names, context);
    case 'inject':
      return [{ [`${name}-data`]: inject(state, context) }];
    case 'sleep':
    case 'delay':
      return [{ [`${name}-wait`]: { wait: sleepTime(state, context) } }];
    case 'parallel':
      return parallel(state, name, context);
    case 'foreach':
      return foreach(state, name, context);
    case 'event':
      return migrateEventState(state, name, names, context);
    case 'callback':
      return migrateCallback(state, name, names, context);
    default:
      context.report.lost(
        state.pointer,
        `There is no state of the type ${state.text('type')}`,
        'Write the task by hand.',
      );
      return [{ [`${name}-nothing`]: { set: '${ . }' } }];
  }
}

function sleepTime(state: OldMap, context: LegacyContext): string {
  const key = state.has('duration') ? 'duration' : 'timeDelay';
  return duration(state.text(key), state.place(key), context) ?? 'PT0S';
}

function operation(state: OldMap, name: string, names: Names, context: LegacyContext): Tasks {
  const actions = state.list('actions');
  const place = placeOf(state, context);
  if (state.text('actionMode') !== 'parallel' || actions.length < 2)
    return migrateActions(actions, names, place, context);
  const branches = actions.map((action, index) => {
    const [only, ...more] = migrateAction(action, names, place, context);
    return more.length === 0 ? only! : { [names.unique(`${name}-branch-${index + 1}`)]: { do: [only, ...more] } };
  });
  return [{ [names.unique(`${name}-parallel`)]: { fork: { branches }, ...MERGED } }];
}

/** Every branch gives the whole data with its own results; later branches win. */
const MERGED = { output: { as: '${ reduce .[] as $branch ($input; . + $branch) }' } };

function inject(state: OldMap, { expressions }: LegacyContext): Record<string, unknown> {
  const data = expressions.data(state.any('data') ?? {}, state.place('data'));
  // A set task sets something.
  if (!isObject(data) || Object.keys(data).length === 0) return { set: '${ . }' };
  return { set: data, output: { as: '${ $input + . }' } };
}

function parallel(state: OldMap, name: string, context: LegacyContext): Tasks {
  const names = new Names([name]);
  const timeout = limitOf(state, 'branchExecTimeout', context);
  const branches = state.list('branches').map((branch) => {
    const own = names.unique(branch.text('name') ?? 'branch');
    const after = branch.has('timeouts') ? limitOf(branch, 'branchExecTimeout', context) : timeout;
    const place = {
      scope: {},
      timeout: branch.map('timeouts')?.text('actionExecTimeout') ?? placeOf(state, context).timeout,
    };
    if (branch.has('workflowId'))
      context.report.lost(branch.place('workflowId'), 'Branches run tasks', 'Use run: workflow.');
    const tasks = migrateActions(branch.list('actions'), new Names([own]), place, context);
    return { [own]: present({ do: tasks, timeout: after === undefined ? undefined : { after } }) };
  });
  const type = state.text('completionType');
  const wanted = state.number('numCompleted');
  const compete = type === 'xor' || (type === 'atLeast' && wanted === 1);
  if (type === 'atLeast' && !compete) {
    const advice = 'Let the branches emit events, and listen for as many as are needed.';
    context.report.lost(
      state.place('completionType'),
      `All branches have to end; ${wanted ?? 'some'} were enough`,
      advice,
    );
  }
  const fork = compete ? { fork: { branches, compete } } : { fork: { branches }, ...MERGED };
  return [{ [names.unique(`${name}-parallel`)]: fork }];
}

function foreach(state: OldMap, name: string, context: LegacyContext): Tasks {
  const { expressions, report } = context;
  const item = state.text('iterationParam') ?? 'item';
  if (state.text('mode') !== 'sequential') {
    const size = state.any('batchSize');
    const advice = `Set metadata.parallel: { max: ${String(size ?? 5)} } where the runtime is Parley.`;
    report.changed(state.pointer, 'The items are gone through one after another; they were side by side', advice);
  }
  state.any('batchSize');
  const output = state.text('outputCollection');
  const collection = output === undefined ? undefined : expressions.jq(output, state.place('outputCollection'));
  const actions = state.list('actions');
  const names = new Names([name]);
  const scope = { item };
  const timeout = placeOf(state, context).timeout;
  // Without a collection nothing of an iteration is kept; with one action its result goes there at once.
  const single = actions.length === 1;
  const merge = (data: string, result: string): string => {
    if (collection === undefined && single) return data;
    return single
      ? `(${result}) as $result | ${data} | ${collection} += [$result]`
      : `(${result}) as $result | ${data} | .iteration += $result`;
  };
  const tasks = migrateActions(actions, names, { scope, timeout, merge }, context);
  const each = {
    for: {
      each: itemVariable(item),
      in: expressions.marked(state.text('inputCollection') ?? '.', state.place('inputCollection')),
    },
    do: single
      ? tasks
      : [{ [names.unique(`${name}-iteration`)]: { do: tasks, output: { as: collected(collection) } } }],
  };
  return [{ [names.unique(`${name}-each`)]: each }];
}

function collected(collection: string | undefined): string {
  if (collection === undefined) return '${ $input }';
  return `\${ .iteration as $result | $input | ${collection} += [$result] }`;
}
