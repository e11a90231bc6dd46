import { CHECKS } from './checks/registry.ts';
import { severity } from './locate.ts';
import type { Finding } from './site.ts';
import { surveyWorkflow } from './survey.ts';
import { collectSymbols } from './symbols.ts';

/** Findings about the shape, and those that need the whole definition to tell. */
export interface Checked {
  readonly structure: readonly Finding[];
  readonly meaning: readonly Finding[];
}

/**
 * Runs every check over a definition given as a JSON value. Stops after `maxFindings` errors about its meaning, because
 * looking for the nearest name takes longest.
 */
export function checkWorkflow(value: unknown, maxFindings: number): Checked {
  const survey = surveyWorkflow(value);
  const input = { value, survey, symbols: collectSymbols(survey) };
  const meaning: Finding[] = [];
  let errors = 0;
  for (const check of CHECKS) {
    for (const finding of check(input)) {
      if (errors >= maxFindings) break;
      meaning.push(finding);
      if (severity(finding) === 'error') errors += 1;
    }
  }
  return { structure: survey.structure, meaning };
}
