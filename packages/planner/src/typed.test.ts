import { parseWorkflow, printDiagnostic, typeWorkflow } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { restaurant } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

const CONVERSATIONS: readonly string[] = [
  'When a customer places an order, check kitchen capacity, verify inventory, schedule preparation and confirm the order; otherwise reject it with the reason.',
  'For every new order:\n1. check kitchen capacity\n2. check stock\n3. schedule the order\n4. confirm it\nIf a check fails reject the order with the reason.',
  'New orders should be checked against kitchen capacity and inventory. If both are fine, schedule preparation and confirm, else reject with the reason',
];

describe('what the planner writes', () => {
  it.each(CONVERSATIONS)('fits the schemas of the APIs: %s', (utterance) => {
    const catalog = restaurant();
    const text = JSON.stringify(definitionOf(talk(utterance, catalog)));
    const { workflow, source } = parseWorkflow(text);
    const { diagnostics } = typeWorkflow(workflow!, catalog, { source });
    expect(diagnostics.map((diagnostic) => printDiagnostic(diagnostic, text))).toEqual([]);
  });
});
