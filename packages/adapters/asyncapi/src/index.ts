export { type AsyncApiCallerOptions, createAsyncApiCaller } from './asyncapi-caller.ts';
export type { CallNetwork as AsyncApiNetwork } from './protocol.ts';
