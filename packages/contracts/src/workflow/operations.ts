import { connectionOperations } from './connections.ts';
import { definitionOperations } from './definitions.ts';
import { executionOperations } from './executions.ts';

export const workflowOperations = { ...connectionOperations, ...definitionOperations, ...executionOperations };
export type WorkflowOperations = typeof workflowOperations;
