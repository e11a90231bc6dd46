import type { Sandbox } from '@parley/example-restaurant';
import type { Json } from '@parley/kernel';
import type { PersonClient } from './network.ts';

/** A definition of these tasks; `functions` are entries of `use.functions`, indented by four spaces. */
export function definition(name: string, tasks: string, functions = ''): string {
  return `document: { dsl: '1.0.3', namespace: default, name: ${name}, version: '1.0.0' }
${functions && `use:\n  functions:\n${functions}`}
do:
${tasks}`;
}

/** `getCustomer` and `addLoyaltyPoints` of the restaurant's till, for {@link definition}. */
export function tillFunctions(sandbox: Sandbox): string {
  const operations = {
    getCustomer: `{ customerId: '\${ .customerId }' }`,
    addLoyaltyPoints: `{ customerId: '\${ .customerId }', points: '\${ .points }' }`,
  };
  const document = `{ endpoint: '${sandbox.documentUrl('pos')}' }`;
  return Object.entries(operations)
    .map(
      ([name, parameters]) => `    ${name}:
      call: openapi
      with: { document: ${document}, operationId: ${name}, parameters: ${parameters} }
`,
    )
    .join('');
}

/** Gives the workflow's id. */
export async function approve(client: PersonClient, source: string): Promise<string> {
  const { draftId } = await client.createDraft({ body: { source } });
  return (await client.approveDefinition({ params: { draftId } })).workflowId;
}

/** Approves a definition and starts it once. */
export async function start(client: PersonClient, source: string, input: Json = {}) {
  const workflowId = await approve(client, source);
  const { executionId } = await client.startExecution({ body: { workflowId, input } });
  return { workflowId, executionId };
}
