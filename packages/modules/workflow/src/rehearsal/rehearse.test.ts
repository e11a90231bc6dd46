import { type Catalog, type JsonSchema, type Operation, parseWorkflow } from '@parley/dsl';
import type { Json } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import type { ContractMocks } from '../ports.ts';
import { rehearse } from './rehearse.ts';

const URL = 'https://shop.test/openapi.json';

function operation(name: string, method: string, summary: string, errors: Operation['errors'] = []): Operation {
  return {
    ...{ id: `shop.${name}`, connection: 'shop', name, kind: 'openapi', documentUrl: URL, method, path: `/${name}` },
    ...{ summary, description: '', tags: [], parameters: [], errors, input: true, output: true },
  } as Operation;
}

const catalog: Catalog = {
  operations: [
    operation('getStock', 'GET', 'Look at the stock'),
    operation('reserve', 'POST', 'Reserve the items', [{ status: 409, summary: 'Sold out' }]),
    operation('confirm', 'POST', 'Confirm the order'),
    operation('reject', 'POST', 'Reject the order'),
    operation('release', 'POST', 'Release the items'),
  ],
  events: [
    { type: 'placed', connection: 'shop', summary: '', description: '', data: { type: 'object' } as JsonSchema },
  ],
  functions: [],
};

const mocks: ContractMocks = {
  variants: () => 1,
  respond: () => ({}),
  eventData: () => ({ items: ['soup'] }),
  boundaries: () => [{ name: '“items” is an empty list', value: { items: [] } as Json }],
  sample: () => ({}),
  violations: () => [],
};

const FUNCTIONS = ['getStock', 'reserve', 'confirm', 'reject', 'release']
  .map((name) => `    ${name}: { call: openapi, with: { document: { endpoint: '${URL}' }, operationId: ${name} } }`)
  .join('\n');

async function proofOf(tasks: string) {
  const { workflow } = parseWorkflow(`
document: { dsl: '1.0.3', namespace: default, name: order, version: '1.0.0' }
schedule: { on: { one: { with: { type: placed } } } }
use:
  functions:
${FUNCTIONS}
do:
${tasks}`);
  return rehearse(workflow!, catalog, mocks);
}

describe('a rehearsal tells what happens', () => {
  it('when a system fails: what is left done, and that nothing was done', async () => {
    const { consequences } = await proofOf(`
  - look: { call: getStock }
  - take: { call: reserve }
  - say: { call: confirm }
`);

    expect(consequences).toContain(
      'At “Look at the stock”: if shop answers 503 or does not answer, the execution fails and nothing was done that would have to be undone.',
    );
    expect(consequences).toContain(
      'At “Confirm the order”: if shop answers 503 or does not answer, the execution fails and “Reserve the items” stays done and nothing undoes it.',
    );
    expect(consequences).toContain(
      'At “Reserve the items”: if shop answers 503, does not answer or answers 409 (Sold out), the execution fails and nothing was done that would have to be undone.',
    );
    expect(consequences).toContain(
      'At “Confirm the order”: if shop takes 20 s to answer, everything happens as usual.',
    );
  });

  it('when the workflow undoes what it did, goes another way, or gives up waiting', async () => {
    const { consequences, passed } = await proofOf(`
  - take: { call: reserve, metadata: { compensate: [ { back: { call: release } } ] } }
  - tell:
      try: [ { say: { call: confirm, timeout: { after: { seconds: 10 } } } } ]
      catch:
        errors: { with: { status: 408 } }
        do: [ { no: { call: reject } } ]
`);

    expect(consequences).toContain(
      'At “Confirm the order”: if shop answers 503, the execution fails and “Reserve the items” is undone.',
    );
    expect(consequences).toContain(
      'At “Confirm the order”: if shop does not answer or takes 20 s to answer, it goes another way: “Reject the order”.',
    );
    expect(passed).toBe(true);
  });

  it('when data are at a bound of their schema, which is no defect by itself', async () => {
    const { consequences, passed } = await proofOf(`
  - first: { set: { item: '\${ .[0].items[0] | ascii_upcase }' } }
  - say: { call: confirm }
`);

    expect(consequences!.find((sentence) => sentence.includes('empty list'))).toMatch(
      /^If “items” is an empty list, the execution fails \(.+\) and nothing was done/,
    );
    expect(passed).toBe(true);
  });
});
