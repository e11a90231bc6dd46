import { type Type, unknownType, type VariableTypes } from '@parley/jq';
import type { Catalog } from '../catalog.ts';
import { ARGUMENTS_BY_STAGE } from '../expression/arguments.ts';
import { typeWorkflow, type WorkflowTypes } from '../types/type-workflow.ts';
import { declarationOf, declarations } from './declarations.ts';
import type { Snapshot } from './snapshot.ts';
import { finished } from './unfinished.ts';

/** What an expression gets: the type of `.` and of each of its variables. */
export interface ExpressionSurroundings {
  readonly input: Type;
  readonly variables: VariableTypes;
}

/** Tells what the expression at a pointer of a definition, right or wrong, gets. */
export type ExpressionTypes = (snapshot: Snapshot, pointer: string) => ExpressionSurroundings;

/** Knows which variables there are, and nothing of what is in them. */
const untyped: ExpressionTypes = (snapshot, pointer) => {
  const names = variableNames(snapshot, pointer);
  return { input: unknownType, variables: Object.fromEntries(names.map((name) => [name, unknownType])) };
};

/** Knows what flows to an expression as well, by the schemas of a catalog, where the shape of the definition is right. */
export function typedBy(catalog: Catalog): ExpressionTypes {
  const known = new WeakMap<Snapshot, WorkflowTypes | undefined>();
  return (snapshot, pointer) => {
    const around = untyped(snapshot, pointer);
    if (!known.has(snapshot)) {
      const draft = snapshot.parsed.draft ?? finished(snapshot.value);
      known.set(snapshot, draft && typeWorkflow(draft, catalog));
    }
    const place = known.get(snapshot)?.typeAt(pointer);
    if (!place) return around;
    const names = Object.keys(around.variables);
    return {
      input: place.input,
      variables: Object.fromEntries(names.map((name) => [name, place.variables[name] ?? unknownType])),
    };
  };
}

function variableNames(snapshot: Snapshot, pointer: string): string[] {
  const site = snapshot.survey.expressions.find((candidate) => candidate.pointer === pointer);
  if (site) return [...ARGUMENTS_BY_STAGE[site.scope.stage], ...site.scope.variables];
  // A task whose type is not written yet is not looked into.
  const around = declarations(snapshot).filter((declaration) =>
    declarationOf([declaration], declaration.name, pointer),
  );
  return [...ARGUMENTS_BY_STAGE[/\/if$/.test(pointer) ? 'taskIf' : 'task'], ...around.map(({ name }) => name)];
}
