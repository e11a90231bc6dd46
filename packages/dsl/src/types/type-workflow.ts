import { nullType, type Type, unknownType, type VariableTypes } from '@parley/jq';
import type { Catalog } from '../catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { EXPRESSION_ARGUMENTS } from '../expression/arguments.ts';
import { walkTasks } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { childPointer, parentPointer } from '../parse/pointer.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { locate } from '../validate/locate.ts';
import type { Finding } from '../validate/site.ts';
import { validated } from './checks/fits.ts';
import { Contracts } from './contracts.ts';
import { type Environment, NO_VARIABLES, surroundingsOf, variableType } from './environment.ts';
import { consumedList, typeStrategy } from './events.ts';
import { joinFlows, UNKNOWN_FLOW } from './flow.ts';
import type { PlaceNote } from './notes.ts';
import { enter, inlineSchema, leave } from './step.ts';
import { Typer } from './typer.ts';

export interface TypeOptions {
  /** Gives the findings their places in the text. */
  readonly source?: SourceMap;
}

/** What arrives at a place of a definition. */
export interface PlaceTypes {
  /** `.` of an expression; of a task what it works on, after `input.from`. */
  readonly input: Type;
  /** The variables there, without `$`. */
  readonly variables: VariableTypes;
  /** What the expression gives, or the task, after `output.as`. */
  readonly result: Type;
}

export interface WorkflowTypes {
  /** What is wrong with the data flow, in document order where there is a text. */
  readonly diagnostics: readonly Diagnostic[];
  /** The types at a pointer: of the expression or task there, or else of the innermost one around it. */
  typeAt(pointer: string): PlaceTypes | undefined;
  /** The workflow's output, after its `output.as`. */
  readonly output: Type;
}

const NO_CATALOG: Catalog = { operations: [], events: [], functions: [] };

/**
 * Types the data flow of a definition whose shape is right (`draft` of what was parsed): what every expression gets and
 * gives, and what of it cannot be right for the schemas of the catalog. Types are never narrower than the values that a
 * run has, as long as the outside keeps to its schemas; where nothing is known nothing is reported. Never throws. Takes
 * time linear in the definition, loops being gone through a few times.
 */
export function typeWorkflow(
  workflow: Workflow,
  catalog: Catalog = NO_CATALOG,
  { source }: TypeOptions = {},
): WorkflowTypes {
  const contracts = Contracts.of(catalog);
  const raw = rawInput(workflow, contracts);
  const tasks = [...walkTasks(workflow, { definitions: true })].map(({ task }) => task);
  const typer = new Typer(workflow, contracts, surroundingsOf(workflow, raw), tasks);
  const output = typeDocument(typer, workflow, raw);
  const findings = [...typer.notes.findings()].filter((finding) => !readsOtherStart(finding, workflow));
  const diagnostics = findings.map((finding) => locate(finding, source));
  if (source) diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { diagnostics, output, typeAt: (pointer) => typesAt(typer, pointer) };
}

/** A workflow with a trigger can be started by hand too, so its `input.from` may look at what it gets. */
function readsOtherStart({ code, pointer }: Finding, { schedule }: Workflow): boolean {
  const decides = code === 'unreachable_branch' || code === 'never_equal';
  return decides && schedule?.on !== undefined && pointer === '/input/from';
}

/** What the workflow is started with: what its input's schema admits, and the events that trigger it. */
function rawInput({ input, schedule }: Workflow, contracts: Contracts): Type {
  const triggered = schedule?.on ? consumedList(contracts, schedule.on, schedule.read) : unknownType;
  const schema = inlineSchema(input?.schema);
  return schema ? validated(triggered, schema) : triggered;
}

function typeDocument(typer: Typer, workflow: Workflow, raw: Type): Type {
  const environment: Environment = {
    surroundings: typer.surroundings,
    variables: NO_VARIABLES,
    context: nullType,
    input: raw,
    output: unknownType,
    place: undefined,
  };
  typer.notes.place('', { input: raw, environment, result: unknownType });
  const { schedule } = workflow;
  if (schedule?.on) typeStrategy(typer, schedule.on, '/schedule/on', schedule.read, environment);
  typeExtensions(typer, workflow);
  const value = enter(typer, workflow.input, '/input', raw, environment);
  const { done, ended } = typer.list(workflow.do, '/do', { value, context: nullType, exported: false }, NO_VARIABLES);
  typeUncalled(typer, workflow);
  const last = joinFlows(done, ended);
  if (!last) return unknownType;
  const output = leave(typer, workflow.output, '/output', last.value, {
    ...environment,
    context: last.context,
    input: value,
  });
  typer.notes.place('', { input: value, environment, result: output });
  return output;
}

/** Extensions run around many tasks: nothing is known of what they get. */
function typeExtensions(typer: Typer, workflow: Workflow): void {
  for (const [index, item] of (workflow.use?.extensions ?? []).entries()) {
    for (const [name, { before, after }] of Object.entries(item)) {
      const pointer = childPointer(`/use/extensions/${index}`, name);
      if (before) typer.list(before, `${pointer}/before`, UNKNOWN_FLOW, NO_VARIABLES);
      if (after) typer.list(after, `${pointer}/after`, UNKNOWN_FLOW, NO_VARIABLES);
    }
  }
}

/** Functions that nothing calls, or only what is not known, are still looked at. */
function typeUncalled(typer: Typer, { use }: Workflow): void {
  for (const [name, task] of Object.entries(use?.functions ?? {})) {
    const pointer = childPointer('/use/functions', name);
    if (!typer.notes.at(pointer)) typer.notes.shared(() => typer.task(name, task, pointer, UNKNOWN_FLOW, NO_VARIABLES));
  }
}

function typesAt({ notes }: Typer, pointer: string): PlaceTypes | undefined {
  for (let at: string | undefined = pointer; at !== undefined; at = parentPointer(at)) {
    const note = notes.at(at);
    if (note) return toPlaceTypes(note);
  }
  return undefined;
}

function toPlaceTypes({ input, environment, result }: PlaceNote): PlaceTypes {
  const names = [...EXPRESSION_ARGUMENTS, ...Object.keys(environment.variables)];
  return { input, result, variables: Object.fromEntries(names.map((name) => [name, variableType(environment, name)])) };
}
