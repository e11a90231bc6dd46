import type { Expression, Pattern } from '../ast.ts';

type Visit = (child: Expression) => void;

type Walkers = {
  readonly [K in Expression['kind']]?: (node: Extract<Expression, { kind: K }>, visit: Visit) => void;
};

const both = (node: { readonly left: Expression; readonly right: Expression }, visit: Visit): void => {
  visit(node.left);
  visit(node.right);
};

const maybe = (node: Expression | null, visit: Visit): void => {
  if (node !== null) visit(node);
};

/** The kinds of expression that have others inside. */
const WALKERS: Walkers = {
  interpolation: ({ parts }, visit) => {
    for (const part of parts) if (part.kind !== 'text') visit(part);
  },
  index: (node, visit) => {
    visit(node.target);
    visit(node.key);
  },
  slice: (node, visit) => {
    visit(node.target);
    maybe(node.from, visit);
    maybe(node.to, visit);
  },
  iterate: (node, visit) => visit(node.target),
  try: (node, visit) => {
    visit(node.body);
    maybe(node.handler, visit);
  },
  negate: (node, visit) => visit(node.operand),
  comma: (node, visit) => node.items.forEach(visit),
  pipe: both,
  binary: both,
  logical: both,
  alternative: both,
  assignment: (node, visit) => {
    visit(node.target);
    visit(node.value);
  },
  if: (node, visit) => {
    visit(node.condition);
    visit(node.consequent);
    maybe(node.alternative, visit);
  },
  bind: (node, visit) => {
    visit(node.source);
    for (const pattern of node.patterns) forEachKey(pattern, visit);
    visit(node.body);
  },
  reduce: (node, visit) => {
    visit(node.source);
    for (const pattern of node.patterns) forEachKey(pattern, visit);
    visit(node.initial);
    visit(node.update);
  },
  foreach: (node, visit) => {
    visit(node.source);
    for (const pattern of node.patterns) forEachKey(pattern, visit);
    visit(node.initial);
    visit(node.update);
    maybe(node.extract, visit);
  },
  define: (node, visit) => {
    visit(node.definition.body);
    visit(node.body);
  },
  call: (node, visit) => node.arguments.forEach(visit),
  label: (node, visit) => visit(node.body),
  array: (node, visit) => maybe(node.body, visit),
  object: ({ entries }, visit) => {
    for (const entry of entries) {
      visit(entry.key);
      visit(entry.value);
    }
  },
};

/** Calls `visit` with each expression directly inside a node, in the order of the source. */
export function forEachChild(node: Expression, visit: Visit): void {
  const walk = WALKERS[node.kind] as ((node: Expression, visit: Visit) => void) | undefined;
  walk?.(node, visit);
}

/** The key expressions of a destructuring pattern. */
export function forEachKey(pattern: Pattern, visit: (key: Expression) => void): void {
  if (pattern.kind === 'array-pattern') {
    for (const item of pattern.items) forEachKey(item, visit);
  } else if (pattern.kind === 'object-pattern') {
    for (const entry of pattern.entries) {
      visit(entry.key);
      if (entry.pattern !== null) forEachKey(entry.pattern, visit);
    }
  }
}
