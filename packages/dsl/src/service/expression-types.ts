import { type Type, unknownType, type VariableTypes } from '@parley/jq';
import { ARGUMENTS_BY_STAGE } from '../expression/arguments.ts';
import type { Snapshot } from './snapshot.ts';

/** What an expression gets: the type of `.` and of each of its variables. */
export interface ExpressionSurroundings {
  readonly input: Type;
  readonly variables: VariableTypes;
}

/** Tells what the expression at a pointer of a definition, right or wrong, gets. */
export type ExpressionTypes = (snapshot: Snapshot, pointer: string) => ExpressionSurroundings;

/** Knows which variables there are, and nothing of what is in them. */
export const untyped: ExpressionTypes = ({ survey }, pointer) => {
  const site = survey.expressions.find((candidate) => candidate.pointer === pointer);
  const names = site ? [...ARGUMENTS_BY_STAGE[site.scope.stage], ...site.scope.variables] : [];
  return { input: unknownType, variables: Object.fromEntries(names.map((name) => [name, unknownType])) };
};
