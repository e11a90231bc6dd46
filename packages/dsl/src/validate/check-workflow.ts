import { CHECKS } from './checks/registry.ts';
import type { Finding } from './site.ts';
import { surveyWorkflow } from './survey.ts';
import { collectSymbols } from './symbols.ts';

/** Findings about the shape, and those that need the whole definition to tell. */
export interface Checked {
  readonly structure: readonly Finding[];
  readonly meaning: readonly Finding[];
}

/** Runs every check over a definition given as a JSON value. */
export function checkWorkflow(value: unknown): Checked {
  const survey = surveyWorkflow(value);
  const input = { value, survey, symbols: collectSymbols(survey) };
  return { structure: survey.structure, meaning: CHECKS.flatMap((check) => [...check(input)]) };
}
