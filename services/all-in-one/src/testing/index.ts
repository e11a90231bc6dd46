export { type Network, type NetworkOptions, type PersonClient, startNetwork, type Tenant } from './network.ts';
export { converse, ended, eventually, type Outcome } from './person.ts';
export { freePort, ServerProcess } from './server-process.ts';
export { SkippableTime } from './skippable-time.ts';
export { approve, definition, start, tillFunctions } from './workflows.ts';
