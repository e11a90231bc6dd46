export type * from './catalog.ts';
export * from './model/calls.ts';
export type * from './model/events.ts';
export type * from './model/policies.ts';
export type * from './model/runs.ts';
export * from './model/tasks.ts';
export type * from './model/workflow.ts';
