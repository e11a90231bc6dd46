import type { Catalog, DocumentInfo, Schedule, Workflow } from '@parley/dsl';
import type { FlowIR } from '../plan/flow.ts';
import { holesOf } from '../plan/holes.ts';
import { functionsOf } from './functions.ts';
import { inputOf, usesTrigger } from './inputs.ts';
import { slug } from './names.ts';
import { compileSteps } from './tasks.ts';

const DSL = '1.0.3';
const FIRST_VERSION = '0.1.0';

/**
 * The workflow definition of a plan; undefined while something in it is not known. The same plan gives the same
 * definition.
 *
 * Data flow: what starts the workflow is kept as `$context.trigger` and the result of every call as `$context.STEP`, so
 * that each task names what it takes and none depends on the task before it.
 */
export function compileFlow(flow: FlowIR, catalog: Catalog): Workflow | undefined {
  if (holesOf(flow).length > 0) return undefined;
  const functions = functionsOf(flow, catalog);
  const input = inputOf(flow, catalog);
  const schedule = scheduleOf(flow);
  const tasks = compileSteps(flow, catalog);
  return {
    document: documentOf(flow),
    ...(input ? { input } : {}),
    ...(Object.keys(functions).length > 0 ? { use: { functions } } : {}),
    do: usesTrigger(flow)
      ? [{ rememberTrigger: { set: '${ . }', export: { as: '${ $context + { trigger: . } }' } } }, ...tasks]
      : tasks,
    ...(schedule ? { schedule } : {}),
  };
}

function documentOf(flow: FlowIR): DocumentInfo {
  const base = { dsl: DSL, namespace: 'default', name: slug(flow.title), version: FIRST_VERSION, title: flow.title };
  const summary = flow.trigger.words === null ? base : { ...base, summary: `Starts: ${flow.trigger.words.text}` };
  if (flow.trigger.kind !== 'cron') return summary;
  // The language's schedule has no time zone; the runtime reads it from here.
  return { ...summary, metadata: { schedule: { timeZone: flow.trigger.timeZone, overlap: 'skip' } } };
}

function scheduleOf({ trigger }: FlowIR): Schedule | undefined {
  switch (trigger.kind) {
    case 'event':
      return { on: { one: { with: { type: trigger.type } } } };
    case 'cron':
      return { cron: trigger.cron };
    case 'every':
      return { every: trigger.every };
    case 'manual':
    case 'unknown':
      return undefined;
  }
}
