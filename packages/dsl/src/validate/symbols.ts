import type { Survey } from './survey.ts';

/** The names a definition defines under `use`. */
export interface Symbols {
  readonly functions: readonly string[];
  readonly retries: readonly string[];
  readonly timeouts: readonly string[];
  readonly errors: readonly string[];
  readonly authentications: readonly string[];
  readonly catalogs: readonly string[];
  readonly secrets: readonly string[];
}

/** Collects the names from a survey, which has put misspelt keys right. */
export function collectSymbols({ definitions }: Survey): Symbols {
  const names = (wanted: string): string[] => definitions.flatMap(({ kind, name }) => (kind === wanted ? [name] : []));
  return {
    functions: names('function'),
    retries: names('retry'),
    timeouts: names('timeout'),
    errors: names('error'),
    authentications: names('authentication'),
    catalogs: names('catalog'),
    secrets: names('secret'),
  };
}
