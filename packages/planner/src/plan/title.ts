import type { Catalog } from '@parley/dsl';
import { capitalised, humanName } from '../slots/texts.ts';
import type { FlowIR, FlowStep } from './flow.ts';

const MAX_TITLE = 80;

/** A short name for a plan: what starts it and the last thing it does, "Order placed: confirm order". */
export function titleOf(flow: Pick<FlowIR, 'trigger' | 'steps'>, catalog: Catalog): string {
  const { trigger } = flow;
  const start = trigger.kind === 'event' ? capitalised(humanName(trigger.type)) : '';
  const done =
    flow.steps.filter((step) => isDone(flow.steps, step, catalog)).at(-1) ??
    flow.steps.find((step) => step.kind !== 'if');
  const action = done ? stepName(done) : 'workflow';
  return capitalised(start === '' ? action : `${start}: ${action}`).slice(0, MAX_TITLE);
}

/** What the plan is for: a call that changes something or tells somebody, where nothing has gone wrong. */
function isDone(steps: readonly FlowStep[], step: FlowStep, catalog: Catalog): boolean {
  if (step.kind !== 'call' && step.kind !== 'notify') return false;
  if (catalog.operations.find((operation) => operation.id === step.op)?.method === 'GET') return false;
  const block = steps.find((each) => each.id === step.parent);
  return (
    step.branch === 'main' &&
    !(block?.kind === 'if' && steps.some((each) => each.parent === block.id && each.kind === 'end'))
  );
}

/** A step in a few words: "confirm order", "notify manager". */
export function stepName(step: FlowStep): string {
  if (step.kind === 'person') return step.note ?? 'something a person does';
  return humanName(step.id.replace(/\d+$/, ''));
}
