import type { Expression, Span } from '../ast.ts';
import { parse } from '../parse/parse.ts';
import { forEachChild } from '../types/children.ts';
import { probe, type VariableTypes } from '../types/infer.ts';
import { join } from '../types/join.ts';
import type { Scope } from '../types/scope.ts';
import { neverType, type Type } from '../types/type.ts';
import type { CursorContext } from './cursor-context.ts';

/** The name that is written into the source where the cursor stands; nobody's program has it. */
const HOLE = '__parley_hole__';

/** What is known at a place: the type of `.` there (or of what stands before the dot) and the names. */
export interface HoleState {
  /** Never if no input reaches the place. */
  readonly input: Type;
  readonly scope: Scope;
  /** True if the place was reached, so that `scope` counts. */
  readonly isReached: boolean;
}

/** Fills the cursor's place with a name and follows the program up to it. */
export function stateAtCursor(
  source: string,
  context: CursorContext,
  input: Type,
  variables: VariableTypes,
): HoleState {
  for (const rest of [source.slice(context.span.end), '']) {
    const text = `${source.slice(0, context.span.start)}${HOLE}${rest}`;
    const { ast } = parse(text);
    const hole = findHole(ast);
    if (hole !== undefined) return follow(ast, hole, input, variables);
  }
  return { input: neverType, scope: undefined, isReached: false };
}

/** The place where the hole's name was written: after a dot, or as a call of a function. */
interface Hole {
  /** The expression whose type has the properties; undefined if it is `.` at the call. */
  readonly target: Expression | undefined;
  readonly node: Expression;
}

function findHole(node: Expression): Hole | undefined {
  if (node.kind === 'call' && node.name === HOLE) return { target: undefined, node };
  if (node.kind === 'index' && node.key.kind === 'literal' && node.key.value === HOLE) {
    return { target: node.target, node };
  }
  let found: Hole | undefined;
  forEachChild(node, (child) => {
    found ??= findHole(child);
  });
  return found;
}

function follow(ast: Expression, hole: Hole, input: Type, variables: VariableTypes): HoleState {
  const state = followTo(ast, hole, input, variables, false);
  return state.isReached ? state : followTo(ast, hole, input, variables, true);
}

function followTo(ast: Expression, hole: Hole, input: Type, variables: VariableTypes, everything: boolean): HoleState {
  let type = neverType;
  let scope: Scope;
  let isReached = false;
  probe(
    ast,
    input,
    variables,
    (node, dot, names, flow) => {
      if (node === hole.node) {
        scope = names;
        isReached = true;
        if (hole.target === undefined) type = join(type, dot);
      } else if (node === hole.target) type = join(type, flow.type);
    },
    everything,
  );
  return { input: type, scope, isReached };
}

/** True if a span contains an offset; its end counts, so that a cursor behind a word belongs to it. */
export const contains = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;
