import { describe } from 'vitest';
import { controlContract } from './control-contract.ts';
import type { MakeDriver } from './driver.ts';
import { durabilityContract } from './durability-contract.ts';
import { messageContract } from './message-contract.ts';

/**
 * What every driver of the engine has to do; the invariants E1-E9 are named in the tests. A driver's test file builds the
 * driver and hands it over.
 */
export function describeDriver(name: string, make: MakeDriver): void {
  describe(`${name} driver`, () => {
    durabilityContract(make);
    messageContract(make);
    controlContract(make);
  });
}
