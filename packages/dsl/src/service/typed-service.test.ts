import { describe, expect, it } from 'vitest';
import { catalogOf } from '../types/testing/shorthand.ts';
import { createLanguageService } from './language-service.ts';

const catalog = catalogOf({
  operations: {
    'shop.getOrder': {
      route: 'GET /orders/{orderId}',
      args: { orderId: 'string' },
      gives: { orderId: 'string', status: 'open|paid', lines: [{ sku: 'string', quantity: 'integer' }] },
    },
  },
});
const service = createLanguageService({ catalog });

/** A definition whose second task ends with the text; `§` is the cursor. */
function at(task: string): { text: string; offset: number } {
  const marked = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
do:
  - get:
      call: openapi
      with:
        document: { endpoint: https://shop.example.com/openapi.json }
        operationId: getOrder
        parameters: { orderId: A-1 }
      export: { as: "{ order: . }" }
  - next:
${task}
`;
  return { text: marked.replace('§', ''), offset: marked.indexOf('§') };
}

function labels(task: string): string[] {
  const { text, offset } = at(task);
  return service.complete(text, offset).map(({ label }) => label);
}

describe('the language service with a catalog', () => {
  it('offers the fields that an operation gives, and those of the context', () => {
    expect(labels('      if: .§')).toEqual(expect.arrayContaining(['orderId', 'status', 'lines']));
    expect(labels('      set: { x: "${ .lines[0].§ }" }')).toEqual(expect.arrayContaining(['sku', 'quantity']));
    expect(labels('      set: { x: "${ $context.order.st§ }" }')).toContain('status');
  });
  it('prints the type of what the pointer is at', () => {
    const { text, offset } = at('      set: { x: "${ .sta§tus }" }');
    expect(service.hover(text, offset)?.markdown).toContain('"open" | "paid"');
  });
  it('finds what does not fit and puts it right', () => {
    const { text } = at('      if: .status == "payd"\n      wait: PT1M§');
    const [found] = service.diagnostics(text).filter(({ code }) => code === 'never_equal');
    expect(found?.span?.line).toBe(11);
    const [action] = service.codeActions(text, found!.span!.start, found!.span!.end);
    const { start, end, text: replacement } = action!.edits[0]!;
    expect(text.slice(0, start) + replacement + text.slice(end)).toContain('.status == "paid"');
  });
});
