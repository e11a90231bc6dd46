import { expect, it } from 'vitest';
import type { WorkflowDeps } from '../deps.ts';
import { workflowError } from '../errors.ts';
import { TaskLists } from '../queries/list-tasks.ts';
import { forkExecution } from './fork-execution.ts';
import { retryExecution } from './retry-execution.ts';

it('retrying and forking are refused like a start when a tenant has as many open executions as it may', async () => {
  const asked: string[] = [];
  const deps = {
    openExecutions: {
      admit: async (tenantId: string) => {
        asked.push(tenantId);
        throw workflowError('too_many_executions', 'There are 3 executions that have not ended');
      },
    },
  } as unknown as WorkflowDeps;
  const context = { tenantId: 'tenant', actor: 'me' } as never;
  const call = { params: { executionId: 'e' }, body: { at: '/do/0/x' } } as never;

  await expect(retryExecution(deps)(context, call)).rejects.toMatchObject({ code: 'too_many_executions' });
  await expect(forkExecution(deps, new TaskLists(deps))(context, call)).rejects.toMatchObject({
    code: 'too_many_executions',
  });
  expect(asked).toEqual(['tenant', 'tenant']);
});
