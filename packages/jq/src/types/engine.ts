import type { Expression } from '../ast.ts';
import type { Findings } from './findings.ts';
import type { Flow } from './flow.ts';
import type { Closure, Scope } from './scope.ts';
import type { Type } from './type.ts';

/** What the rules for the kinds of expression need from the whole. */
export interface Engine {
  readonly findings: Findings;
  /** True if functions are followed even where nobody calls them. */
  readonly followsDefinitions: boolean;
  /** Follows an expression for the inputs of a type. */
  flow(node: Expression, input: Type, scope: Scope): Flow;
}

/** Follows a function argument for the inputs of a type. */
export const applyClosure = (engine: Engine, closure: Closure, input: Type): Flow =>
  engine.flow(closure.node, input, closure.scope);
