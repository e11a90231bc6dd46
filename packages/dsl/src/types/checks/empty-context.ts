import { type Expression, Kind } from '@parley/jq';
import { visitExpression } from '../../expression/analyse.ts';
import type { ReadExpression } from '../../expression/read-expression.ts';
import type { Finding } from '../../validate/site.ts';
import { type Environment, variableType } from '../environment.ts';
import type { PlacedSource } from './expression-findings.ts';

/** Properties of `$context` that are read where nothing has been exported to it yet. */
export function checkEmptyContext(
  read: ReadExpression,
  environment: Environment,
  { pointer, offset }: PlacedSource,
): Finding[] {
  if (!read.variables.includes('context') || variableType(environment, 'context').kinds !== Kind.null) return [];
  const found: Finding[] = [];
  visitExpression(read.ast, (node) => {
    if (node.kind !== 'index' || !isContext(node.target) || node.key.kind !== 'literal') return;
    found.push({
      code: 'empty_context',
      pointer,
      within: { start: node.key.span.start + offset, end: node.key.span.end + offset },
      message: 'The context is still empty here, so this is always null',
      hint: 'Write to it with export.as of a task that runs before.',
    });
  });
  return found;
}

const isContext = (node: Expression): boolean => node.kind === 'variable' && node.name === 'context';
