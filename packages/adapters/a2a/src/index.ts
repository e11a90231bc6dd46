export { type A2aCallerOptions, type A2aNetwork, createA2aCaller } from './a2a-caller.ts';
