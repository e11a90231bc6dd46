export { call, called, type Driver, type DriverOptions, type MakeDriver } from './driver.ts';
export { describeDriver } from './driver-suite.ts';
export { effectContext } from './effect-context.ts';
export { type EffectPortSetup, effectPortContract } from './effect-port-contract.ts';
export { type FakeEffects, type FakeEffectsOptions, fakeEffects, type RecordedCall } from './fake-effects.ts';
export { type PrefixReplay, replayFromEveryPrefix } from './replay-prefixes.ts';
export { runWorkflow, startWorkflow, TENANT, type TestRun, type TestRunOptions, workflowOf } from './run-workflow.ts';
