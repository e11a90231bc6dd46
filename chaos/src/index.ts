export type { ChaosDriver, DriverSetup, Fault, Kept } from './driver.ts';
export { DRIVERS } from './drivers.ts';
export { type ChaosReport, formatReport } from './report.ts';
export { type ChaosOptions, type Intensity, runChaos } from './run-chaos.ts';
