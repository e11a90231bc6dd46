import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deliveryHandlers } from './apis/delivery.ts';
import { inventoryHandlers } from './apis/inventory.ts';
import { kitchenHandlers } from './apis/kitchen.ts';
import { posHandlers } from './apis/pos.ts';
import { staffHandlers } from './apis/staff.ts';
import { apiDocument } from './documents.ts';
import { EVENT_SOURCES } from './events.ts';
import { API_NAMES, type ApiName } from './records.ts';

type Operation = { operationId: string; summary?: string; parameters?: { $ref?: string }[]; responses: object };
type Doc = { paths: Record<string, Record<string, Operation>>; webhooks: Record<string, unknown> };

const document = (api: ApiName) => apiDocument(api) as unknown as Doc;
const operations = (api: ApiName) =>
  Object.values(document(api).paths).flatMap((item) =>
    Object.entries(item)
      .filter(([key]) => key !== 'parameters')
      .map(([method, operation]) => ({ method, ...operation })),
  );

const HANDLERS = {
  kitchen: kitchenHandlers,
  inventory: inventoryHandlers,
  pos: posHandlers,
  staff: staffHandlers,
  delivery: deliveryHandlers,
};

test.each(API_NAMES)('every operation of %s has a handler and every handler an operation', (api) => {
  expect(
    operations(api)
      .map((operation) => operation.operationId)
      .sort(),
  ).toEqual(Object.keys(HANDLERS[api]).sort());
});

test.each(API_NAMES)('every webhook of %s can be made to happen', (api) => {
  const types = Object.entries(EVENT_SOURCES).filter(([, source]) => source.api === api);
  expect(Object.keys(document(api).webhooks).sort()).toEqual(types.map(([type]) => type).sort());
});

test.each(API_NAMES)('every operation of %s is described and every POST takes an idempotency key', (api) => {
  for (const operation of operations(api)) {
    expect(operation.summary, operation.operationId).toBeTruthy();
    const keyed = operation.parameters?.some(
      (parameter) => parameter.$ref === '#/components/parameters/IdempotencyKey',
    );
    if (operation.method === 'post') expect(keyed, operation.operationId).toBe(true);
  }
});

test.each(API_NAMES)('every reference in the document of %s leads somewhere', (api) => {
  const text = readFileSync(new URL(`../apis/${api}.yaml`, import.meta.url), 'utf8');
  const doc = apiDocument(api);
  const refs = [...text.matchAll(/\$ref: '#\/([^']+)'/g)].map((match) => match[1]!.split('/'));
  expect(refs.length).toBeGreaterThan(50);
  for (const path of refs) {
    const target = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], doc);
    expect(target, path.join('/')).toBeDefined();
  }
});

test('the five APIs have 46 operations', () => {
  expect(API_NAMES.flatMap(operations)).toHaveLength(46);
});

test('a served document names the sandbox that serves it before the live server', () => {
  expect(apiDocument('kitchen', 'http://127.0.0.1:7400').servers).toEqual([
    { url: 'http://127.0.0.1:7400/kitchen', description: 'Sandbox', 'x-environment': 'sandbox' },
    { url: 'https://api.restaurant.example/kitchen', description: 'Live', 'x-environment': 'live' },
  ]);
});
