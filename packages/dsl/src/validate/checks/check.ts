import type { Finding } from '../site.ts';
import type { Survey } from '../survey.ts';
import type { Symbols } from '../symbols.ts';

/** What a check can look at. The value need not have the right shape; a check passes over what it does not understand. */
export interface CheckInput {
  readonly value: unknown;
  readonly survey: Survey;
  readonly symbols: Symbols;
}

/** A rule that needs more than one place of the definition. */
export type Check = (input: CheckInput) => Iterable<Finding>;
