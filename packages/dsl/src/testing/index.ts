export { dataDirectory, officialSchema, type SchemaValidator } from './official-schema.ts';
export { data, expressions, marked, type Surroundings } from './primitives.ts';
export { taskLists, tasks } from './tasks.ts';
export { type WorkflowOptions, workflows } from './workflows.ts';
