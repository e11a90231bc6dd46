import {
  type Duration,
  type Extension,
  type InputConfig,
  isExpression,
  type OutputConfig,
  stripExpression,
  type Task,
  type TaskKind,
  type TaskList,
  type Timeout,
  taskEntry,
  taskKind,
  type Use,
  type Workflow,
} from '@parley/dsl';
import { JqSyntaxError } from '@parley/jq';
import { escapeStep } from '../pointer.ts';
import type { CompiledExtension, CompiledList, CompiledStep, CompiledTask, TaskBody } from './compiled.ts';
import type { CompileContext, UseTable } from './context.ts';
import { compileDuration, type DurationExpression } from './duration.ts';
import { Expression } from './expression.ts';
import { compileSchema } from './schema.ts';
import { compileTemplate, type Template } from './template.ts';

/** Something that keeps a workflow from being compiled. */
export interface CompileProblem {
  readonly pointer: string;
  readonly message: string;
}

/** Compiles the tasks of one kind; the registry of task types gives one for each. */
export type CompileBody = (kind: TaskKind, task: Task, pointer: string, context: CompileContext) => TaskBody;

interface Shared {
  readonly workflow: Workflow;
  readonly compileBody: CompileBody;
  readonly problems: CompileProblem[];
  readonly functions: Map<string, CompiledTask | 'compiling'>;
  readonly extensions: { readonly extend: Extension['extend']; readonly compiled: CompiledExtension }[];
}

// The values of `extend: composite`: task types that run lists of other tasks.
const COMPOSITE: ReadonlySet<TaskKind> = new Set(['do', 'for', 'fork', 'try']);

/** Walks a definition and compiles it; collects problems instead of throwing. */
export class Compiler implements CompileContext {
  readonly #shared: Shared;
  readonly #variables: readonly string[];
  readonly #extended: boolean;

  private constructor(shared: Shared, variables: readonly string[], extended: boolean) {
    this.#shared = shared;
    this.#variables = variables;
    this.#extended = extended;
  }

  static create(workflow: Workflow, compileBody: CompileBody): Compiler {
    const shared: Shared = { workflow, compileBody, problems: [], functions: new Map(), extensions: [] };
    // Tasks of extensions are not extended themselves, or an extension of `all` would never end.
    shared.extensions.push(...new Compiler(shared, [], false).#compileExtensions());
    return new Compiler(shared, [], true);
  }

  get workflow(): Workflow {
    return this.#shared.workflow;
  }

  get problems(): readonly CompileProblem[] {
    return this.#shared.problems;
  }

  problem(pointer: string, message: string): void {
    this.#shared.problems.push({ pointer, message });
  }

  with(variables: readonly string[]): CompileContext {
    return new Compiler(this.#shared, [...this.#variables, ...variables], this.#extended);
  }

  expression(source: string, pointer: string): Expression {
    const compiled = this.#tryExpression(stripExpression(source));
    if (compiled instanceof Expression) return compiled;
    this.problem(pointer, compiled.message);
    return new Expression('null', []);
  }

  #tryExpression(source: string): Expression | JqSyntaxError {
    try {
      return new Expression(source, this.#variables);
    } catch (error) {
      if (error instanceof JqSyntaxError) return error;
      throw error;
    }
  }

  template(value: unknown, pointer: string): Template {
    const loose = this.workflow.evaluate?.mode === 'loose';
    return compileTemplate(value, pointer, { loose, compile: (source, at) => this.#embedded(source, at) });
  }

  /** `pointer` is empty for texts of the loose mode, which may be no expressions at all. */
  #embedded(source: string, pointer: string): Expression | undefined {
    const compiled = this.#tryExpression(source);
    if (compiled instanceof Expression) return compiled;
    if (pointer !== '') this.problem(pointer, compiled.message);
    return undefined;
  }

  transformation(value: unknown, pointer: string): Template {
    if (typeof value !== 'string' || isExpression(value)) return this.template(value, pointer);
    const expression = this.expression(value, pointer);
    return { constant: false, evaluate: (scope, data) => expression.evaluate(scope, data) };
  }

  duration(value: Duration, pointer: string): DurationExpression {
    const compiled = compileDuration(value, (part) => this.template(part, pointer));
    if (compiled) return compiled;
    this.problem(pointer, `${JSON.stringify(value)} is no duration: give PT15M or { minutes: 15 }`);
    return { evaluate: () => 0 };
  }

  /** A timeout given in place or by its name in `use.timeouts`. */
  timeout(timeout: Timeout | string | undefined, pointer: string): DurationExpression | undefined {
    if (timeout === undefined) return undefined;
    const resolved = typeof timeout === 'string' ? this.named('timeouts', timeout, pointer) : timeout;
    return resolved && this.duration(resolved.after, `${pointer}/after`);
  }

  named<K extends UseTable>(kind: K, name: string, pointer: string): NonNullable<Use[K]>[string] | undefined {
    const table = this.workflow.use?.[kind] as NonNullable<Use[K]> | undefined;
    if (table && Object.hasOwn(table, name)) return table[name] as NonNullable<Use[K]>[string];
    this.problem(pointer, `use.${kind} has no "${name}"`);
    return undefined;
  }

  step(config: InputConfig | OutputConfig | undefined, pointer: string): CompiledStep | undefined {
    if (!config) return undefined;
    const [key, value] = 'as' in config ? ['as', config.as] : ['from', 'from' in config ? config.from : undefined];
    return {
      schema: config.schema && compileSchema(config.schema, `${pointer}/schema`, this),
      transform: value === undefined ? undefined : this.transformation(value, `${pointer}/${key}`),
    };
  }

  list(tasks: TaskList, pointer: string): CompiledList {
    const index = new Map<string, number>();
    const compiled = tasks.map((item, position) => {
      const [name, task] = taskEntry(item);
      if (index.has(name)) this.problem(`${pointer}/${position}`, `There are two tasks "${name}" in the list`);
      index.set(name, position);
      const step = `/${position}/${escapeStep(name)}`;
      return this.task(name, task, pointer + step, step);
    });
    for (const task of compiled) this.#checkTarget(task.then, index, task.pointer);
    return { tasks: compiled, index };
  }

  #checkTarget(then: string, index: ReadonlyMap<string, number>, pointer: string): void {
    if (then === 'continue' || then === 'exit' || then === 'end' || index.has(then)) return;
    this.problem(`${pointer}/then`, `There is no task "${then}" in the same list to go to`);
  }

  task(name: string, task: Task, pointer: string, step: string): CompiledTask {
    const kind = taskKind(task);
    const compensate = task.metadata?.compensate;
    return {
      name,
      kind,
      pointer,
      step,
      definition: task,
      condition: task.if === undefined ? undefined : this.expression(task.if, `${pointer}/if`),
      input: this.step(task.input, `${pointer}/input`),
      output: this.step(task.output, `${pointer}/output`),
      export: this.step(task.export, `${pointer}/export`),
      timeout: this.timeout(task.timeout, `${pointer}/timeout`),
      then: task.then ?? 'continue',
      compensate: Array.isArray(compensate)
        ? this.list(compensate as TaskList, `${pointer}/metadata/compensate`)
        : undefined,
      extensions: this.#extended ? this.#extensionsOf(kind) : [],
      body: this.#shared.compileBody(kind, task, pointer, this),
    };
  }

  function(name: string, pointer: string): CompiledTask | undefined {
    const { functions } = this.#shared;
    const known = functions.get(name);
    if (known === 'compiling') {
      this.problem(pointer, `The function "${name}" calls itself`);
      return undefined;
    }
    if (known) return known;
    const table = this.workflow.use?.functions;
    if (!table || !Object.hasOwn(table, name)) return undefined;
    functions.set(name, 'compiling');
    // A function sees its arguments, not the variables around its call; its caller is what extensions extend.
    const bare = new Compiler(this.#shared, [], false);
    const compiled = bare.task(name, table[name]!, `/use/functions/${escapeStep(name)}`, '');
    functions.set(name, compiled);
    return compiled;
  }

  #extensionsOf(kind: TaskKind): CompiledExtension[] {
    return this.#shared.extensions
      .filter(({ extend }) => extend === kind || extend === 'all' || (extend === 'composite' && COMPOSITE.has(kind)))
      .map(({ compiled }) => compiled);
  }

  #compileExtensions(): Shared['extensions'] {
    return (this.workflow.use?.extensions ?? []).flatMap((item, position) =>
      Object.entries(item).map(([name, extension]) => {
        const pointer = `/use/extensions/${position}/${escapeStep(name)}`;
        const { extend, when, before, after } = extension;
        const compiled: CompiledExtension = {
          name,
          when: when === undefined ? undefined : this.expression(when, `${pointer}/when`),
          before: before && this.list(before, `${pointer}/before`),
          after: after && this.list(after, `${pointer}/after`),
        };
        return { extend, compiled };
      }),
    );
  }
}
