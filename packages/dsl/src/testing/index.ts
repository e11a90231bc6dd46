export { DEFINITIONS as TYPED_DEFINITIONS } from '../types/testing/mutation.ts';
export type { TypedDefinition } from '../types/testing/shorthand.ts';
export { dataDirectory, officialSchema, type SchemaValidator } from './official-schema.ts';
export { data, expressions, marked, type Surroundings } from './primitives.ts';
export { taskLists, tasks } from './tasks.ts';
export { type WorkflowOptions, workflows } from './workflows.ts';
