import type { Expression, Pattern } from '../ast.ts';

/** Calls `visit` with each expression directly inside a node, in the order of the source. */
export function forEachChild(node: Expression, visit: (child: Expression) => void): void {
  switch (node.kind) {
    case 'interpolation':
      for (const part of node.parts) if (part.kind !== 'text') visit(part);
      break;
    case 'index':
      visit(node.target);
      visit(node.key);
      break;
    case 'slice':
      visit(node.target);
      if (node.from !== null) visit(node.from);
      if (node.to !== null) visit(node.to);
      break;
    case 'iterate':
      visit(node.target);
      break;
    case 'try':
      visit(node.body);
      if (node.handler !== null) visit(node.handler);
      break;
    case 'negate':
      visit(node.operand);
      break;
    case 'comma':
      node.items.forEach(visit);
      break;
    case 'pipe':
    case 'binary':
    case 'logical':
    case 'alternative':
      visit(node.left);
      visit(node.right);
      break;
    default:
      forEachInner(node, visit);
  }
}

function forEachInner(node: Expression, visit: (child: Expression) => void): void {
  switch (node.kind) {
    case 'assignment':
      visit(node.target);
      visit(node.value);
      break;
    case 'if':
      visit(node.condition);
      visit(node.consequent);
      if (node.alternative !== null) visit(node.alternative);
      break;
    case 'bind':
      visit(node.source);
      for (const pattern of node.patterns) forEachKey(pattern, visit);
      visit(node.body);
      break;
    case 'reduce':
    case 'foreach':
      visit(node.source);
      for (const pattern of node.patterns) forEachKey(pattern, visit);
      visit(node.initial);
      visit(node.update);
      if (node.kind === 'foreach' && node.extract !== null) visit(node.extract);
      break;
    default:
      forEachPart(node, visit);
  }
}

function forEachPart(node: Expression, visit: (child: Expression) => void): void {
  switch (node.kind) {
    case 'define':
      visit(node.definition.body);
      visit(node.body);
      break;
    case 'call':
      node.arguments.forEach(visit);
      break;
    case 'label':
      visit(node.body);
      break;
    case 'array':
      if (node.body !== null) visit(node.body);
      break;
    case 'object':
      for (const entry of node.entries) {
        visit(entry.key);
        visit(entry.value);
      }
      break;
    default:
  }
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
