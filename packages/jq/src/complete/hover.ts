import type { Expression, ObjectEntry, Pattern, Span } from '../ast.ts';
import { SIGNATURES } from '../builtins/signatures.ts';
import { parse } from '../parse/parse.ts';
import { forEachChild } from '../types/children.ts';
import { probe, type VariableTypes } from '../types/infer.ts';
import { join } from '../types/join.ts';
import { typeOfValue } from '../types/of-value.ts';
import { printType } from '../types/print.ts';
import { findFunction, findVariable } from '../types/scope.ts';
import { neverType, type Property, type Type } from '../types/type.ts';
import { contains } from './hole.ts';
import { signatureText } from './items.ts';

/** What stands at a place in a source. */
export interface Hover {
  readonly span: Span;
  /** The type of its outputs, for people; `never` where no input of the given type gets there. */
  readonly type: string;
  /** What the schema says about a property, or a function's signature and what it does. */
  readonly documentation: string | undefined;
}

const DETAILED = { depth: 3, width: 24 } as const;

/** The type and description of what stands at an offset; undefined where there is nothing. Never throws. */
export function hover(source: string, offset: number, input: Type, variables: VariableTypes = {}): Hover | undefined {
  const { ast } = parse(source);
  const subject = subjectAt(ast, offset);
  if (subject === undefined) return undefined;
  const found = typeAt(ast, subject, input, variables, false) ?? typeAt(ast, subject, input, variables, true);
  const { node, variable } = subject;
  const isConstant = node.kind === 'literal' && variable === undefined;
  const type = isConstant ? typeOfValue(node.value) : (found?.type ?? neverType);
  return { span: subject.span, type: printType(type, DETAILED), documentation: found?.documentation };
}

interface Found {
  readonly type: Type;
  readonly documentation: string | undefined;
}

/** The type of a subject, joined over all ways to get there; undefined if there is none. */
function typeAt(
  ast: Expression,
  subject: Subject,
  input: Type,
  variables: VariableTypes,
  everything: boolean,
): Found | undefined {
  let found: Found | undefined;
  let propertyText: string | undefined;
  probe(
    ast,
    input,
    variables,
    (node, _, scope, flow) => {
      if (node === subject.target) propertyText ??= propertyDoc(flow.type, subject.name);
      if (node !== subject.node) return;
      const type = subject.variable === undefined ? flow.type : findVariable(scope, subject.variable);
      const documentation = found?.documentation ?? propertyText ?? functionDoc(node, scope);
      found = { type: join(found?.type ?? neverType, type ?? neverType), documentation };
    },
    everything,
  );
  return found;
}

/** What a place in the source is about: an expression's outputs, or a variable as an expression sees it. */
interface Subject {
  readonly node: Expression;
  readonly span: Span;
  /** The name of a variable that a pattern binds. */
  readonly variable?: string;
  /** The expression that has the property `name`. */
  readonly target?: Expression;
  readonly name?: string;
}

function subjectAt(node: Expression, offset: number): Subject | undefined {
  if (!contains(node.span, offset)) return undefined;
  const inside = boundAt(node, offset) ?? insideOf(node, offset);
  if (inside !== undefined) return inside;
  switch (node.kind) {
    case 'define':
    case 'invalid':
      return undefined;
    case 'call':
      return contains(node.nameSpan, offset) ? { node, span: node.nameSpan } : undefined;
    case 'object':
      return entryAt(node.entries, offset);
    default:
      return { node, span: node.span };
  }
}

function insideOf(node: Expression, offset: number): Subject | undefined {
  if (node.kind === 'index' && node.key.kind === 'literal' && contains(node.key.span, offset)) {
    const { key, target } = node;
    if (typeof key.value === 'string') return { node, span: key.span, target, name: key.value };
  }
  if (node.kind === 'object') return undefined;
  let found: Subject | undefined;
  forEachChild(node, (child) => {
    found ??= subjectAt(child, offset);
  });
  return found;
}

/** A key stands for its value. */
function entryAt(entries: readonly ObjectEntry[], offset: number): Subject | undefined {
  for (const { key, value } of entries) {
    const found = key === value ? undefined : subjectAt(value, offset);
    if (found !== undefined) return found;
    if (contains(key.span, offset)) {
      return key.kind === 'literal' ? { node: value, span: key.span } : subjectAt(key, offset);
    }
  }
  return undefined;
}

/** A variable where a pattern binds it. */
function boundAt(node: Expression, offset: number): Subject | undefined {
  if (node.kind !== 'bind' && node.kind !== 'reduce' && node.kind !== 'foreach') return undefined;
  const found = node.patterns.map((pattern) => variableAt(pattern, offset)).find((known) => known !== undefined);
  if (found === undefined) return undefined;
  return { node: node.kind === 'bind' ? node.body : node.update, span: found.span, variable: found.name };
}

function variableAt(pattern: Pattern, offset: number): { name: string; span: Span } | undefined {
  if (!contains(pattern.span, offset)) return undefined;
  if (pattern.kind === 'variable-pattern') return pattern;
  if (pattern.kind === 'array-pattern') {
    return pattern.items.map((item) => variableAt(item, offset)).find((known) => known !== undefined);
  }
  for (const { key, variable, pattern: inner } of pattern.entries) {
    if (variable !== null && contains(key.span, offset)) return { name: variable, span: key.span };
    const found = inner === null ? undefined : variableAt(inner, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function propertyDoc(type: Type, name: string | undefined): string | undefined {
  const named = (type.objects ?? []).map((shape): Property | undefined => shape.properties.get(name ?? ''));
  return named.find((property) => property?.doc !== undefined)?.doc;
}

function functionDoc(node: Expression, scope: Parameters<typeof findFunction>[0]): string | undefined {
  if (node.kind !== 'call') return undefined;
  const arity = node.arguments.length;
  if (findFunction(scope, node.name, arity) !== undefined) return undefined;
  const signature = SIGNATURES.get(`${node.name}/${arity}`);
  return signature === undefined ? undefined : `${signatureText(signature)}\n${signature.doc}`;
}
