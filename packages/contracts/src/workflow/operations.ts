import { connectionOperations } from './connections.ts';
import { definitionOperations } from './definitions.ts';
import { executionOperations } from './executions.ts';
import { notificationOperations } from './notifications.ts';

export const workflowOperations = {
  ...connectionOperations,
  ...definitionOperations,
  ...executionOperations,
  ...notificationOperations,
};
export type WorkflowOperations = typeof workflowOperations;
