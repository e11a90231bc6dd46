import type { Decision } from '../conversation.ts';
import { argAsk, argOf } from '../plan/args.ts';
import { PlanBuilder, type PlanContext } from '../plan/builder.ts';
import { checkTest } from '../plan/check.ts';
import type { FlowArg, FlowIR, FlowStep, FlowTrigger } from '../plan/flow.ts';
import { parsePath, rootOf, templatePaths } from '../plan/path.ts';
import { wishFromText } from '../plan/request.ts';
import { fieldsOf } from '../schema/fields.ts';
import { fillArguments } from '../slots/fill.ts';
import type { Source } from '../slots/scope.ts';
import { operationLabel } from '../slots/texts.ts';
import { daysBetween, startBy } from '../trigger/trigger.ts';

/** What is to be different in a plan that is built again. */
export interface Changes {
  /** Another trigger; values that came from the old one are looked for anew. */
  readonly trigger?: FlowTrigger;
  /** A step as it is to be, null to leave it out with all in it, or undefined to keep it. */
  readonly step?: (step: FlowStep, builder: PlanBuilder) => FlowStep | null | undefined;
  /** Called where a step stands, before and after it; steps planned there go there. */
  readonly before?: (step: FlowStep, builder: PlanBuilder) => void;
  readonly after?: (step: FlowStep, builder: PlanBuilder) => void;
  /** Called at the start and at the end of every block; at the top `block` is null. */
  readonly start?: (block: FlowStep | null, branch: FlowStep['branch'], builder: PlanBuilder) => void;
  readonly end?: (block: FlowStep | null, branch: FlowStep['branch'], builder: PlanBuilder) => void;
}

/** Builds a plan again from its steps, so that what each can refer to is known where something changes. */
export function rebuild(
  context: PlanContext,
  flow: FlowIR,
  decisions: Readonly<Record<string, Decision>>,
  changes: Changes,
): PlanBuilder {
  const builder = new PlanBuilder(context);
  builder.reserve(flow.steps.map((step) => step.id));
  start(builder, changes.trigger ?? flow.trigger);
  new Rebuilder(builder, flow, decisions, changes).block(null, 'main');
  return builder;
}

function start(builder: PlanBuilder, trigger: FlowTrigger): void {
  if (trigger.kind === 'event') startBy(builder, trigger.type);
  if (trigger.kind === 'cron') builder.scheduleDays = daysBetween(trigger.cron);
  builder.startedByHand = trigger.kind === 'manual';
}

class Rebuilder {
  private readonly builder: PlanBuilder;
  private readonly flow: FlowIR;
  private readonly decisions: Readonly<Record<string, Decision>>;
  private readonly changes: Changes;

  constructor(builder: PlanBuilder, flow: FlowIR, decisions: Readonly<Record<string, Decision>>, changes: Changes) {
    this.builder = builder;
    this.flow = flow;
    this.decisions = decisions;
    this.changes = changes;
  }

  block(block: FlowStep | null, branch: FlowStep['branch']): void {
    const parent = block?.id ?? null;
    this.changes.start?.(block, branch, this.builder);
    for (const step of this.flow.steps) {
      if (step.parent === parent && step.branch === branch) this.step(step);
    }
    this.changes.end?.(block, branch, this.builder);
  }

  private step(step: FlowStep): void {
    this.changes.before?.(step, this.builder);
    const changed = this.changes.step?.(step, this.builder);
    if (changed !== null) this.keep(changed ?? step);
    this.changes.after?.(step, this.builder);
  }

  private keep(step: FlowStep): void {
    const { builder } = this;
    const operation = builder.context.index.byId.get(step.op ?? '')?.operation;
    const args = operation && step.kind === 'call' ? this.refreshed(step) : step.args;
    builder.keep({ ...step, args }, this.decisions[step.id]);
    if (operation && step.kind === 'call') {
      builder.know(...builder.resultsOf(step.id, operation));
      builder.mentioned = builder.entitiesOf(operation);
      builder.near = operation.connection;
      this.rememberCheck(step);
    }
    if (step.kind === 'approve') builder.approvals.push(step.id);
    this.children(step);
  }

  private children(step: FlowStep): void {
    const { builder } = this;
    switch (step.kind) {
      case 'foreach': {
        const source = itemOf(builder, step);
        builder.within(
          step.id,
          'main',
          () => this.block(step, 'main'),
          source ? { sources: [source], item: step.item ?? '' } : { item: step.item ?? '' },
        );
        return;
      }
      case 'parallel':
      case 'try': {
        const known = builder.within(step.id, 'main', () => this.block(step, 'main'));
        builder.know(...known);
        if (step.kind === 'try') builder.within(step.id, 'catch', () => this.block(step, 'catch'));
        return;
      }
      case 'if':
        builder.within(step.id, 'main', () => this.block(step, 'main'));
        builder.within(step.id, 'else', () => this.block(step, 'else'));
        return;
      default:
        return;
    }
  }

  /** Arguments whose paths lead nowhere any more, and those still to be asked for, are filled again. */
  private refreshed(step: FlowStep): readonly FlowArg[] {
    const { builder } = this;
    const stale = step.args.filter((arg) => arg.ask !== null || !isReachable(builder, arg));
    const operation = builder.context.index.byId.get(step.op ?? '')?.operation;
    if (stale.length === 0 || !operation) return step.args;
    const filled = fillArguments(builder, operation, wishFromText(builder, step.words));
    return step.args.map((arg) =>
      stale.includes(arg)
        ? (filled.find((each) => each.name === arg.name) ?? argAsk(arg.name, `Value of ${arg.name}`))
        : arg,
    );
  }

  private rememberCheck(step: FlowStep): void {
    const source = this.builder.scope.find((each) => each.step === step.id && each.kind === 'result');
    const test = source && checkTest(source, step.words?.text ?? '');
    const document = this.builder.context.index.byId.get(step.op ?? '');
    if (!source?.operation || !test || !document) return;
    const used = this.flow.steps.some((each) =>
      each.cond?.tests.some((other) => other.left !== null && rootOf(other.left) === step.id),
    );
    const words = [...new Set([...document.nouns, ...document.words.group])];
    this.builder.checks.push({ step: step.id, source, test, words, label: operationLabel(source.operation), used });
  }
}

function itemOf(builder: PlanBuilder, step: FlowStep): Source | undefined {
  const path = argOf(step, 'in')?.from ?? '';
  const source = sourceOf(builder, path);
  if (!source || step.item === null) return undefined;
  const names = parsePath(path)?.steps.filter((each): each is string => typeof each === 'string') ?? [];
  return builder.itemSource(step.item, source, names);
}

/** What a path starts in. */
export function sourceOf(builder: PlanBuilder, path: string): Source | undefined {
  return builder.scope.find((source) => source.kind !== 'first' && source.root === rootOf(path));
}

/** True when every path of an argument still leads to something. */
function isReachable(builder: PlanBuilder, arg: FlowArg): boolean {
  const paths = arg.from === null ? templatePaths(JSON.stringify(arg.value)) : [arg.from];
  return paths.every((path) => {
    const root = rootOf(path);
    if (root === 'now' || root === 'error') return true;
    if (root === 'trigger' && builder.startedByHand) return true;
    const source = sourceOf(builder, path);
    const first = parsePath(path.replace(/\|\w+$/, ''))?.steps.find((each) => typeof each === 'string');
    return (
      source !== undefined &&
      (first === undefined ||
        fieldsOf(source.schema).length === 0 ||
        fieldsOf(source.schema).some((field) => field.path[0] === first))
    );
  });
}
