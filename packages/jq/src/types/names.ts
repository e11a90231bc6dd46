import type { Call, Expression, FunctionDefinition, Pattern } from '../ast.ts';
import { SIGNATURES, UNSUPPORTED } from '../builtins/signatures.ts';
import { forEachChild, forEachKey } from './children.ts';
import type { Finding, Findings } from './findings.ts';
import { nearestName } from './nearest.ts';

/** Names in scope: `name/arity`, `$name` and `*label`, innermost first. */
type Names = { readonly name: string; readonly next: Names } | undefined;

const withName = (names: Names, name: string): Names => ({ name, next: names });

function hasName(names: Names, name: string): boolean {
  for (let entry = names; entry !== undefined; entry = entry.next) if (entry.name === name) return true;
  return false;
}

/** What one walk over a program finds out besides its findings. */
export interface NameSummary {
  /** True if some destructuring has alternatives (`?//`). */
  readonly hasAlternatives: boolean;
}

/** Reports every function, variable and label that is not in scope: with one of them a program does not compile. */
export function checkNames(findings: Findings, program: Expression, variables: Iterable<string>): NameSummary {
  let names: Names;
  for (const name of variables) names = withName(names, `$${name}`);
  const check = new NameCheck(findings);
  check.visit(program, names);
  return check;
}

class NameCheck implements NameSummary {
  hasAlternatives = false;
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  visit(node: Expression, names: Names): void {
    switch (node.kind) {
      case 'call':
        this.#call(node, names);
        break;
      case 'variable':
        if (!hasName(names, `$${node.name}`)) this.#findings.report(unknownVariable(node.name, node.span, names));
        break;
      case 'break':
        if (!hasName(names, `*${node.name}`)) this.#findings.report(unknownLabel(node.name, node.span));
        break;
      case 'define':
        this.#definition(node.definition, names);
        this.visit(node.body, withName(names, keyOf(node.definition)));
        break;
      case 'bind':
        this.visit(node.source, names);
        this.visit(node.body, this.#patterns(node.patterns, names));
        break;
      case 'label':
        this.visit(node.body, withName(names, `*${node.name}`));
        break;
      case 'reduce':
      case 'foreach': {
        this.visit(node.source, names);
        this.visit(node.initial, names);
        const inner = this.#patterns(node.patterns, names);
        this.visit(node.update, inner);
        if (node.kind === 'foreach' && node.extract !== null) this.visit(node.extract, inner);
        break;
      }
      default:
        forEachChild(node, (child) => this.visit(child, names));
    }
  }

  #call(node: Call, names: Names): void {
    const arity = node.arguments.length;
    const key = `${node.name}/${arity}`;
    if (!SIGNATURES.has(key) && !hasName(names, key)) this.#findings.report(unknownFunction(node, arity, names));
    for (const argument of node.arguments) this.visit(argument, names);
  }

  #definition(definition: FunctionDefinition, names: Names): void {
    let inner = withName(names, keyOf(definition));
    for (const { name, byValue } of definition.parameters) {
      inner = withName(inner, `${name}/0`);
      if (byValue) inner = withName(inner, `$${name}`);
    }
    this.visit(definition.body, inner);
  }

  /** The scope of a body: of several patterns all variables are there. */
  #patterns(patterns: readonly Pattern[], names: Names): Names {
    let inner = names;
    if (patterns.length > 1) this.hasAlternatives = true;
    for (const pattern of patterns) inner = bindPattern(pattern, inner);
    for (const pattern of patterns) forEachKey(pattern, (key) => this.visit(key, inner));
    return inner;
  }
}

const keyOf = (definition: FunctionDefinition): string => `${definition.name}/${definition.parameters.length}`;

function bindPattern(pattern: Pattern, names: Names): Names {
  let inner = names;
  if (pattern.kind === 'variable-pattern') return withName(inner, `$${pattern.name}`);
  if (pattern.kind === 'array-pattern') {
    for (const item of pattern.items) inner = bindPattern(item, inner);
    return inner;
  }
  for (const entry of pattern.entries) {
    if (entry.variable !== null) inner = withName(inner, `$${entry.variable}`);
    if (entry.pattern !== null) inner = bindPattern(entry.pattern, inner);
  }
  return inner;
}

function unknownVariable(name: string, span: Finding['span'], names: Names): Finding {
  const known: string[] = [];
  for (let entry = names; entry !== undefined; entry = entry.next)
    if (entry.name[0] === '$') known.push(entry.name.slice(1));
  const nearest = nearestName(name, known);
  return {
    code: 'undefined_variable',
    severity: 'error',
    span,
    message: `$${name} is not defined`,
    ...(nearest === undefined ? {} : { hint: `Did you mean $${nearest}?`, fix: { span, text: `$${nearest}` } }),
  };
}

const unknownLabel = (name: string, span: Finding['span']): Finding => ({
  code: 'undefined_label',
  severity: 'error',
  span,
  message: `$*label-${name} is not defined`,
  hint: `Begin the part that is left with label $${name} |`,
});

function unknownFunction(node: Call, arity: number, names: Names): Finding {
  const { name, nameSpan: span } = node;
  const refused = Object.hasOwn(UNSUPPORTED, `${name}/${arity}`) ? UNSUPPORTED[`${name}/${arity}`] : undefined;
  if (refused !== undefined) {
    const message = `${name} is left out: it ${refused}`;
    return { code: 'unsupported_function', severity: 'error', span, message };
  }
  const arities = aritiesOf(name, names);
  if (arities.length > 0) {
    const message = `${name} takes ${arities.map(countOf).join(' or ')}, not ${arity}`;
    return { code: 'wrong_arity', severity: 'error', span, message };
  }
  const nearest = nearestName(name, functionNames(names));
  return {
    code: 'undefined_function',
    severity: 'error',
    span,
    message: `${name}/${arity} is not defined`,
    ...(nearest === undefined ? {} : { hint: `Did you mean ${nearest}?`, fix: { span, text: nearest } }),
  };
}

const countOf = (arity: number): string =>
  arity === 0 ? 'no arguments' : arity === 1 ? 'one argument' : `${arity} arguments`;

function* functionKeys(names: Names): Iterable<string> {
  yield* SIGNATURES.keys();
  for (let entry = names; entry !== undefined; entry = entry.next) if (!/^[$*]/.test(entry.name)) yield entry.name;
}

function* functionNames(names: Names): Iterable<string> {
  for (const key of functionKeys(names)) yield key.slice(0, key.lastIndexOf('/'));
}

function aritiesOf(name: string, names: Names): number[] {
  const found = new Set<number>();
  for (const key of functionKeys(names)) if (key.startsWith(`${name}/`)) found.add(Number(key.slice(name.length + 1)));
  return [...found].sort((a, b) => a - b);
}
