import type { Expression } from '../ast.ts';
import type { Engine } from './engine.ts';
import { Findings } from './findings.ts';
import { ANYTHING, EMPTY, type Flow, one } from './flow.ts';
import { everythingIn, inferIndex, inferIterate, inferSlice } from './infer-access.ts';
import { inferAssignment } from './infer-assignment.ts';
import { inferBind, inferForeach, inferReduce } from './infer-bindings.ts';
import { inferCall, inferDefine } from './infer-calls.ts';
import {
  inferAlternative,
  inferArray,
  inferComma,
  inferIf,
  inferLabel,
  inferLogical,
  inferPipe,
  inferTry,
} from './infer-control.ts';
import { inferObject } from './infer-object.ts';
import { inferBinary, inferFormat, inferInterpolation, inferNegate } from './infer-operators.ts';
import { typeOfValue } from './of-value.ts';
import { findVariable, type Scope } from './scope.ts';
import { closedObject, integerType, isNever, stringType, type Type, unknownType } from './type.ts';

/** Expressions followed for one answer; beyond, everything is unknown. Functions are followed at every call. */
const MAX_STEPS = 20_000;
/** Expressions inside one another. */
const MAX_DEPTH = 400;

/** Sees every expression that is followed, with what it is followed for; for completion and hover. */
export type Probe = (node: Expression, input: Type, scope: Scope, flow: Flow) => void;

type Rules = {
  readonly [K in Expression['kind']]: (
    engine: Engine,
    node: Extract<Expression, { kind: K }>,
    input: Type,
    scope: Scope,
  ) => Flow;
};

const LOCATION = closedObject([
  ['file', stringType],
  ['line', integerType],
]);

const RULES: Rules = {
  identity: (_, __, input) => one(input),
  recurse: (_, __, input) => ({ type: everythingIn(input), min: 1, max: 2, fails: false }),
  literal: (_, node) => one(typeOfValue(node.value)),
  interpolation: inferInterpolation,
  format: inferFormat,
  index: inferIndex,
  slice: inferSlice,
  iterate: inferIterate,
  try: inferTry,
  negate: inferNegate,
  pipe: inferPipe,
  comma: inferComma,
  binary: inferBinary,
  logical: inferLogical,
  alternative: inferAlternative,
  assignment: inferAssignment,
  if: inferIf,
  bind: inferBind,
  reduce: inferReduce,
  foreach: inferForeach,
  define: inferDefine,
  call: inferCall,
  variable: (_, node, __, scope) => one(findVariable(scope, node.name) ?? unknownType),
  location: () => one(LOCATION),
  label: inferLabel,
  break: () => EMPTY,
  array: inferArray,
  object: inferObject,
  invalid: () => ANYTHING,
};

/** Follows expressions by the rule of each kind, within bounds. */
export class Inferrer implements Engine {
  readonly findings = new Findings();
  readonly followsDefinitions: boolean;
  readonly #probe: Probe | undefined;
  #steps = 0;
  #depth = 0;

  constructor(probe?: Probe, followsDefinitions = false) {
    this.#probe = probe;
    this.followsDefinitions = followsDefinitions;
  }

  flow(node: Expression, input: Type, scope: Scope): Flow {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS || this.#depth >= MAX_DEPTH || isNever(input)) return this.#unfollowed(input);
    this.#depth += 1;
    const rule = RULES[node.kind] as (engine: Engine, node: Expression, input: Type, scope: Scope) => Flow;
    const flow = rule(this, node, input, scope);
    this.#depth -= 1;
    this.#probe?.(node, input, scope, flow);
    return flow;
  }

  #unfollowed(input: Type): Flow {
    if (isNever(input)) return EMPTY;
    this.findings.giveUpOnBranches();
    return ANYTHING;
  }
}
