import { isExpression, stripExpression } from '../../expression/syntax.ts';
import type { Task, TaskList } from '../../model/tasks.ts';
import { childLists, taskKind } from '../../model/walk.ts';
import type { Workflow } from '../../model/workflow.ts';
import { childPointer } from '../../parse/pointer.ts';
import { listControl, type Step } from '../control/list-control.ts';
import { evaluateExpression } from './evaluate.ts';
import { INPUT, join, listOf, made, mapOf, type Origin, OTHER, partOf, type Taken, takenFrom } from './origin.ts';
import { TRACE_BY_KIND } from './trace-types.ts';
import { joinStates, type Place, type State, type Tracing, type Variables } from './tracing.ts';

/** Something that a task takes from somewhere. */
export interface Read {
  /** Pointer of the task that reads; `#output` for the definition's output, `#input` for its `input.from`. */
  readonly by: string;
  /** Pointer of the text with the expression. */
  readonly pointer: string;
  /** Pointer of the task whose output is read, or `#input`. */
  readonly source: string;
  /** Where in it, `[]` standing for every item; undefined when a task put it together anew. */
  readonly path: readonly string[] | undefined;
}

/** Where the values of a definition go. */
export interface Trace {
  readonly reads: readonly Read[];
  /** What iterations of a loop take from the ones before, by the pointer of the loop's task. */
  readonly carried: ReadonlyMap<string, readonly Read[]>;
}

/** The reader of the definition's own output. */
export const OUTPUT = '#output';

const NONE: Variables = new Map();
/** Loops nested deeper than this are gone through once: every round would double the work. */
const MAX_LOOP_DEPTH = 3;

/** Follows the data of a definition without errors through all of its tasks. Linear in their number. */
export function traceFlow(workflow: Workflow): Trace {
  const tracer = new Tracer();
  tracer.run(workflow);
  return { reads: tracer.reads, carried: tracer.carried };
}

class Tracer implements Tracing {
  readonly reads: Read[] = [];
  private readonly known = new Set<string>();
  readonly carried = new Map<string, Read[]>();
  private loopDepth = 0;

  run({ input, output, do: tasks }: Workflow): void {
    const start = { data: partOf(INPUT), context: OTHER };
    const data = this.property(input?.from, '/input/from', { state: start, variables: NONE, by: INPUT });
    const end = this.list(tasks, '/do', { ...start, data }, NONE);
    const place = { state: end, variables: NONE, by: OUTPUT };
    if (output?.as === undefined) this.read(end.data, '', place);
    else this.property(output.as, '/output/as', place);
  }

  list(tasks: TaskList, pointer: string, before: State, variables: Variables): State {
    const steps = listControl(tasks, pointer);
    const back = steps.some(({ ways }, index) => ways.some(({ to }) => typeof to === 'number' && to <= index));
    const states = new Map<number, State>([[0, before]]);
    const leaving: State[] = [];
    if (steps.length === 0) return before;
    this.round(steps, states, leaving, variables);
    // Where directives lead back the tasks there can come after later ones.
    if (back) this.repeat(undefined, () => this.round(steps, states, leaving, variables));
    return joinStates(leaving);
  }

  /** Goes through the tasks of a list once; the state before a task joins those after the tasks it can come from. */
  private round(steps: readonly Step[], states: Map<number, State>, leaving: State[], variables: Variables): void {
    for (const [index, { task, pointer, ways }] of steps.entries()) {
      const state = states.get(index);
      if (!state) continue;
      const after = this.task(task, pointer, state, variables);
      for (const to of new Set(ways.map((way) => way.to))) {
        if (typeof to !== 'number') leaving.push(after);
        else {
          const known = states.get(to);
          states.set(to, known ? joinStates([known, after]) : after);
        }
      }
    }
  }

  loop(pointer: string, start: State, body: (state: State) => State): State {
    this.loopDepth += 1;
    const once = body(start);
    this.loopDepth -= 1;
    let after = joinStates([start, once]);
    const again = after;
    this.repeat(pointer, () => {
      after = joinStates([again, body(again)]);
    });
    return after;
  }

  /** Goes through something a second time, unless loops are nested too deeply; new reads are those of the loop. */
  private repeat(loop: string | undefined, body: () => void): void {
    if (this.loopDepth >= MAX_LOOP_DEPTH) return;
    const before = this.reads.length;
    this.loopDepth += 1;
    body();
    this.loopDepth -= 1;
    if (loop === undefined) return;
    const carried = this.reads.slice(before).filter(({ source }) => source.startsWith(`${loop}/`));
    if (carried.length > 0) this.carried.set(loop, carried);
  }

  task(task: Task, pointer: string, before: State, variables: Variables): State {
    const outside: Place = { state: before, variables, by: pointer };
    if (task.if !== undefined) this.expression(task.if, `${pointer}/if`, outside);
    const input = this.property(task.input?.from, `${pointer}/input/from`, outside);
    const own = new Map([...variables, ['input', input] as const]);
    const place: Place = { state: { ...before, data: input }, variables: own, by: pointer };
    const raw = TRACE_BY_KIND[taskKind(task)](this, task, pointer, place);
    for (const { role, pointer: at, tasks } of childLists(task, pointer)) {
      if (role === 'compensate') this.list(tasks, at, raw, own);
    }
    const data = this.property(task.output?.as, `${pointer}/output/as`, { ...place, state: raw });
    const after = { data, context: this.exported(task, pointer, { ...place, state: { ...raw, data } }) };
    return task.if === undefined ? after : joinStates([before, after]);
  }

  private exported(task: Task, pointer: string, place: Place): Origin {
    const { data, context } = place.state;
    if (task.export?.as === undefined) return context;
    const variables = new Map([...place.variables, ['output', data] as const]);
    return made(place.by, this.property(task.export.as, `${pointer}/export/as`, { ...place, variables }));
  }

  /** A property such as `input.from`: an expression, or a map with expressions in it. What that builds is the task's. */
  private property(value: string | object | undefined, pointer: string, place: Place): Origin {
    if (value === undefined) return place.state.data;
    if (typeof value !== 'string') return made(place.by, this.data(value, pointer, place));
    const origin = this.expression(value, pointer, place);
    return origin.kind === 'map' || origin.kind === 'list' ? made(place.by, origin) : origin;
  }

  data(value: unknown, pointer: string, place: Place): Origin {
    if (typeof value === 'string') return isExpression(value) ? this.expression(value, pointer, place) : OTHER;
    if (typeof value !== 'object' || value === null) return OTHER;
    const parts = Object.entries(value).map(([key, part]): [string, Origin] => [
      key,
      this.data(part, childPointer(pointer, key), place),
    ]);
    return Array.isArray(value) ? listOf(join(parts.map(([, origin]) => origin))) : mapOf(new Map(parts));
  }

  expression(text: string, pointer: string, place: Place): Origin {
    const variables = new Map([...place.variables, ['context', place.state.context] as const]);
    const read = (taken: Taken): void => this.record(taken, pointer, place.by);
    const origin = evaluateExpression(stripExpression(text), { dot: place.state.data, variables, read });
    this.read(origin, pointer, place);
    return origin;
  }

  read(origin: Origin, pointer: string, { by }: Place): void {
    takenFrom(origin, (taken) => this.record(taken, pointer, by));
  }

  private record({ source, path }: Taken, pointer: string, by: string): void {
    // What a task does with its own output is nobody else's business.
    if (source === by && /^\/(?:output|export)\//.test(pointer.slice(by.length))) return;
    const key = `${pointer}\n${source}\n${path ? JSON.stringify(path) : ''}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.reads.push({ by, pointer, source, path });
  }
}
