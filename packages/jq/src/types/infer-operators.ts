import type { ArithmeticOperator, Binary, ComparisonOperator, Format, Interpolation, Negate } from '../ast.ts';
import { arithmetic, negated, type Outcome } from './arithmetic.ts';
import type { Engine } from './engine.ts';
import type { Finding } from './findings.ts';
import { FAILURE, type Flow, forEach, one, oneOrFails, withType } from './flow.ts';
import { overlaps } from './meet.ts';
import { nearestName } from './nearest.ts';
import { printKinds, printType } from './print.ts';
import { isSingleScalar } from './refine.ts';
import type { Scope } from './scope.ts';
import { booleanType, falseType, isNever, Kind, keepKinds, stringType, type Type, trueType } from './type.ts';

/** `left operator right`; jq evaluates the right side first. */
export function inferBinary(engine: Engine, node: Binary, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const right = engine.flow(node.right, input, scope);
  if (isNever(right.type)) return right;
  const afterRight = findings.mark;
  const left = engine.flow(node.left, input, scope);
  if (right.min === 0) findings.doubt(afterRight);
  if (isNever(left.type)) return forEach(right, left);
  if (left.min === 0) findings.doubt(mark);
  const beforeResult = findings.mark;
  const result = combine(engine, node, left.type, right.type);
  if (left.min === 0 || right.min === 0) findings.doubt(beforeResult);
  return forEach(right, forEach(left, result));
}

function combine(engine: Engine, node: Binary, left: Type, right: Type): Flow {
  const { operator } = node;
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      checkWithoutNull(engine, node, operator, left, right);
      return flowOf(engine, arithmetic(operator, left, right), () => badOperation(node, left, right));
    default:
      return one(compare(engine, node, operator, left, right));
  }
}

/** An operation that works only where a side is null is a mistake about what the values are when they are there. */
function checkWithoutNull(engine: Engine, node: Binary, operator: ArithmeticOperator, left: Type, right: Type): void {
  if (!((left.kinds | right.kinds) & Kind.null) || isNever(arithmetic(operator, left, right).type)) return;
  const [a, b] = [present(left), present(right)];
  if (!isNever(arithmetic(operator, a, b).type)) return;
  const { findings } = engine;
  const mark = findings.mark;
  findings.report(badOperation(node, a, b));
  findings.soften(mark);
}

/** The values of a type besides null; of null alone, null. */
const present = (type: Type): Type => (type.kinds === Kind.null ? type : keepKinds(type, ~Kind.null));

/** The flow of an operation; reports one that fails for all operands. */
function flowOf(engine: Engine, outcome: Outcome, finding: () => Finding): Flow {
  if (!isNever(outcome.type)) return outcome.fails ? oneOrFails(outcome.type) : one(outcome.type);
  engine.findings.report(finding());
  return FAILURE;
}

const VERBS: Readonly<Record<string, string>> = {
  '+': 'added',
  '-': 'subtracted',
  '*': 'multiplied',
  '/': 'divided',
  '%': 'divided (remainder)',
};

/** The finding about an operator whose operands never fit. */
export function badOperation(node: Pick<Binary, 'operator' | 'span'>, left: Type, right: Type): Finding {
  const sides = `${printKinds(left)} and ${printKinds(right)}`;
  const zero = left.kinds & right.kinds & Kind.number ? ' because the divisor is zero' : '';
  return {
    code: 'invalid_operation',
    severity: 'error',
    span: node.span,
    message: `${sides} cannot be ${VERBS[node.operator]}${zero}`,
    ...(node.operator === '+' && (left.kinds | right.kinds) & Kind.string ? { hint: 'Convert with tostring.' } : {}),
  };
}

function compare(engine: Engine, node: Binary, operator: ComparisonOperator, left: Type, right: Type): Type {
  if (operator !== '==' && operator !== '!=') return booleanType;
  const isOpen = mayBeEqual(left, right);
  engine.findings.branch(node, isOpen, () => neverEqual(node, left, right));
  if (!isOpen) return operator === '==' ? falseType : trueType;
  const same = isSingleScalar(left) && isSingleScalar(right);
  if (same) return operator === '==' ? trueType : falseType;
  return booleanType;
}

/** False only if no value is in both; composite values are not compared in depth. */
function mayBeEqual(left: Type, right: Type): boolean {
  const common = left.kinds & right.kinds;
  return (common & (Kind.array | Kind.object)) !== 0 || (common !== 0 && overlaps(left, right));
}

function neverEqual(node: Binary, left: Type, right: Type): Finding {
  const answer = node.operator === '==' ? 'false' : 'true';
  return {
    code: 'never_equal',
    severity: 'warning',
    span: node.span,
    message: `This is always ${answer}: ${printType(left, BRIEF)} never equals ${printType(right, BRIEF)}`,
    ...guess(node, left, right),
  };
}

const BRIEF = { depth: 1, width: 6 } as const;

/** The constant that was probably meant where a literal is compared with listed constants. */
function guess(node: Binary, left: Type, right: Type): Pick<Finding, 'hint' | 'fix'> {
  const [literal, listed] = node.right.kind === 'literal' ? [node.right, left] : [node.left, right];
  const names = listed.strings?.values;
  if (literal.kind !== 'literal' || typeof literal.value !== 'string' || names === undefined) return {};
  const nearest = nearestName(literal.value, names);
  if (nearest === undefined) return {};
  const text = JSON.stringify(nearest);
  return { hint: `Did you mean ${text}?`, fix: { span: literal.span, text } };
}

/** `-operand` */
export function inferNegate(engine: Engine, node: Negate, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const operand = engine.flow(node.operand, input, scope);
  if (isNever(operand.type)) return operand;
  const mark = findings.mark;
  const outcome = { type: negated(operand.type), fails: (operand.type.kinds & ~Kind.number) !== 0 };
  const result = flowOf(engine, outcome, () => ({
    code: 'invalid_operation',
    severity: 'error',
    span: node.span,
    message: `${printKinds(operand.type)} cannot be negated`,
  }));
  if (operand.min === 0) findings.doubt(mark);
  return forEach(operand, result);
}

/** `"a\(b)"` */
export function inferInterpolation(engine: Engine, node: Interpolation, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const start = findings.mark;
  let outputs: Flow = one(stringType);
  for (const part of node.parts) {
    if (part.kind === 'text') continue;
    const mark = findings.mark;
    const flow = engine.flow(part, input, scope);
    if (outputs.min === 0) findings.doubt(mark);
    if (isNever(flow.type)) return forEach(outputs, flow);
    const formatted = formatFlow(engine, node.format ?? 'text', flow.type, part);
    if (flow.min === 0) findings.doubt(start);
    outputs = forEach(flow, forEach(formatted, outputs));
  }
  return withType(outputs, outputs.max === 0 ? outputs.type : stringType);
}

/** `@name` */
export const inferFormat = (engine: Engine, node: Format, input: Type): Flow =>
  formatFlow(engine, node.name, input, node);

/** Formats by the kinds they take; the others take everything. */
const FORMAT_INPUTS: ReadonlyMap<string, number> = new Map([
  ['csv', Kind.array],
  ['tsv', Kind.array],
]);
const TOTAL_FORMATS: ReadonlySet<string> = new Set(['text', 'json', 'html', 'uri', 'base64', 'base32']);
/** Every format of jq 1.8. */
export const FORMATS: readonly string[] = [
  'text',
  'json',
  'csv',
  'tsv',
  'html',
  'uri',
  'urid',
  'sh',
  'base64',
  'base64d',
  'base32',
  'base32d',
];

function formatFlow(engine: Engine, name: string, input: Type, node: { span: Finding['span'] }): Flow {
  const mask = FORMAT_INPUTS.get(name) ?? Kind.all;
  if (input.kinds & mask) return TOTAL_FORMATS.has(name) ? one(stringType) : oneOrFails(stringType);
  engine.findings.report({
    code: 'invalid_input',
    severity: 'error',
    span: node.span,
    message: `@${name} takes an array, not ${printKinds(input)}`,
  });
  return FAILURE;
}
