import { expect, it } from 'vitest';
import { runWorkflow, workflowOf } from '../testing/index.ts';

const get = (endpoint: string, input: object) =>
  runWorkflow(workflowOf([{ ask: { call: 'http', with: { method: 'get', endpoint } } }]), { input });

it.each(['.', '..', '%2e', '.%2E'])('a value of %j in the path of an address leads nowhere else', async (id) => {
  const encodedAlready = id.includes('%');
  const { status } = await get('https://shop.test/orders/{id}/lines', { id });
  // A percent sign is encoded itself, so that only dots remain dots.
  expect(status).toBe(encodedAlready ? 'completed' : 'faulted');
});

it('dots are values like others elsewhere in an address', async () => {
  for (const endpoint of [
    'https://shop.test/find?q={id}',
    'https://shop.test/files/a{id}',
    'https://shop.test/../x/{id}a',
  ]) {
    expect((await get(endpoint, { id: '..' })).status).toBe('completed');
  }
});
