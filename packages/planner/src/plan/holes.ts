import type { FlowIR, FlowStep } from './flow.ts';

/** Something a plan needs and does not have yet; `slot` as in `Question`. */
export interface Hole {
  readonly slot: string;
  readonly kind: 'trigger' | 'operation' | 'person' | 'argument' | 'condition';
  readonly step: FlowStep | null;
  /** Name of the argument. */
  readonly name: string | null;
}

/** Everything that is missing, in the order of the plan. */
export function holesOf(flow: FlowIR): Hole[] {
  const trigger: Hole[] =
    flow.trigger.kind === 'unknown' ? [{ slot: 'trigger', kind: 'trigger', step: null, name: null }] : [];
  return [...trigger, ...flow.steps.flatMap(holesIn)];
}

function holesIn(step: FlowStep): Hole[] {
  const holes: Hole[] = [];
  if (step.kind === 'call' && step.op === null)
    holes.push({ slot: `step:${step.id}`, kind: 'operation', step, name: null });
  if (step.kind === 'person' && !step.args.some((arg) => arg.name === 'role' && arg.value !== null)) {
    holes.push({ slot: `step:${step.id}`, kind: 'person', step, name: null });
  }
  for (const arg of step.args) {
    if (arg.ask !== null) holes.push({ slot: `arg:${step.id}:${arg.name}`, kind: 'argument', step, name: arg.name });
  }
  if (step.kind === 'if' && (step.cond === null || step.cond.tests.some((test) => test.compare === 'unknown'))) {
    holes.push({ slot: `cond:${step.id}`, kind: 'condition', step, name: null });
  }
  return holes;
}
