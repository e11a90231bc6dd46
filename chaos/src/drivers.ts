import type { ChaosDriver, DriverSetup } from './driver.ts';
import { startPostgresDriver } from './postgres/driver.ts';
import { startRestateDriver } from './restate/driver.ts';

/** The drivers that can be put under chaos, by name. */
export const DRIVERS: Readonly<Record<string, (setup: DriverSetup) => Promise<ChaosDriver>>> = {
  postgres: startPostgresDriver,
  restate: startRestateDriver,
};
