import { isObject } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, type Names, present, type Tasks } from './context.ts';
import { emitTask } from './events.ts';
import { label, semanticVersion } from './header.ts';

/** Turns transitions and ends into flow directives, with tasks in between for what happens on the way. */
export class Flow {
  private readonly names: Names;
  private readonly context: LegacyContext;
  /** The tasks in between, to be put behind the state. */
  private tasks: Tasks = [];
  private readonly added = new Set<string>();

  constructor(names: Names, context: LegacyContext) {
    this.names = names;
    this.context = context;
  }

  /** The directive of a state, condition or handler; `owner` has `transition` or `end`. */
  directive(owner: OldMap, from: string): string {
    const transition = owner.map('transition');
    const next = transition?.text('nextState') ?? owner.text('transition');
    if (next !== undefined) return this.via(transition, owner, from, next);
    const end = owner.map('end');
    if (!end) {
      owner.flag('end');
      return this.handled(owner, from);
    }
    end.flag('terminate');
    if (end.flag('compensate') === true) return this.compensation(end, from);
    return this.via(end, owner, from, this.continued(end, from));
  }

  /** The tasks in between that were needed since the last time. */
  takeTasks(): Tasks {
    const { tasks } = this;
    this.tasks = [];
    return tasks;
  }

  private add(name: string, task: Record<string, unknown>): string {
    const own = this.names.unique(name);
    this.tasks.push({ [own]: task });
    this.added.add(own);
    return own;
  }

  /** What handlers of 0.9 can do besides. */
  private handled(owner: OldMap, from: string): string {
    const compensate = owner.text('compensate');
    if (compensate !== undefined) return this.compensation(owner, from);
    const thrown = owner.map('throw');
    if (!thrown && owner.flag('throw') !== true) return 'end';
    const error = thrown && {
      type: thrown.text('type') ?? RUNTIME,
      status: thrown.number('status') ?? 500,
      ...present({ title: thrown.text('title') ?? thrown.text('refName'), detail: thrown.text('detail') }),
    };
    return this.add(`${from}-throw`, {
      raise: { error: error ?? { type: RUNTIME, status: 500, title: 'Thrown again' } },
    });
  }

  private via(part: OldMap | undefined, owner: OldMap, from: string, target: string): string {
    if (part?.flag('compensate') === true) {
      const advice = 'Undo what has to be undone with tasks of their own before going on.';
      this.context.report.lost(part.place('compensate'), 'Nothing is undone while a workflow goes on', advice);
    }
    let next = this.known(target, part?.pointer ?? owner.pointer);
    for (const event of part?.list('produceEvents').toReversed() ?? []) {
      const task = emitTask(event, 'eventRef', {}, this.context);
      next = this.add(`${from}-${label(event.text('eventRef') ?? 'event')}`, { ...task, then: next });
    }
    return next;
  }

  /** A directive to a state that is there; the old language has no word for the end, so `end` is a state's name only then. */
  private known(target: string, pointer: string): string {
    const renamed = `${target}-state`;
    if (this.context.states.has(renamed)) return renamed;
    if (target === 'end' || this.context.states.has(target) || this.added.has(target)) return target;
    this.context.report.lost(pointer, `There is no state ${target}`, 'The workflow ends here now; name another state.');
    return 'end';
  }

  /** Ends with an error, because that is what undoes the tasks before. */
  private compensation(part: OldMap, from: string): string {
    part.any('produceEvents');
    const message =
      'The execution faults after this, because only a fault undoes the tasks that have metadata.compensate';
    this.context.report.changed(part.place('compensate'), message);
    const error = { type: RUNTIME, status: 500, title: 'Compensated', detail: `Ended by ${from}` };
    return this.add(`${from}-compensate`, { raise: { error } });
  }

  private continued(end: OldMap, from: string): string {
    const options = end.map('continueAs');
    const id = options?.text('workflowId') ?? end.text('continueAs');
    if (id === undefined) return 'end';
    if (options?.has('workflowExecTimeout')) {
      options.any('workflowExecTimeout');
      this.context.report.lost(options.place('workflowExecTimeout'), 'A workflow has its own timeout');
    }
    this.context.report.changed(
      end.place('continueAs'),
      `${id} is started as an execution of its own, then this one ends`,
    );
    const version = options?.text('version');
    const data = options?.any('data');
    const given = data === undefined ? '${ . }' : this.context.expressions.data(data, options!.place('data'));
    const workflow = {
      namespace: this.context.namespace,
      name: label(id),
      version: version === undefined ? 'latest' : semanticVersion(version),
      input: isObject(given) ? given : { data: given },
    };
    return this.add(`${from}-continue`, { run: { workflow, await: false }, then: 'end' });
  }
}

const RUNTIME = 'https://serverlessworkflow.io/spec/1.0.0/errors/runtime';
