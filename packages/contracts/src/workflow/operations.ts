import { connectionOperations } from './connections.ts';
import { definitionOperations } from './definitions.ts';
import { executionControlOperations } from './execution-control.ts';
import { executionOperations } from './executions.ts';
import { notificationOperations } from './notifications.ts';
import { timelineOperations } from './timelines.ts';

export const workflowOperations = {
  ...connectionOperations,
  ...definitionOperations,
  ...executionOperations,
  ...executionControlOperations,
  ...notificationOperations,
  ...timelineOperations,
};
export type WorkflowOperations = typeof workflowOperations;
