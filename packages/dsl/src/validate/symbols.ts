import type { Survey } from './survey.ts';

/** The names a definition defines under `use`. */
export interface Symbols {
  readonly functions: ReadonlySet<string>;
  readonly retries: ReadonlySet<string>;
  readonly timeouts: ReadonlySet<string>;
  readonly errors: ReadonlySet<string>;
  readonly authentications: ReadonlySet<string>;
  readonly catalogs: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
}

/** Collects the names from a survey, which has put misspelt keys right. */
export function collectSymbols({ definitions }: Survey): Symbols {
  const names = (wanted: string): ReadonlySet<string> =>
    new Set(definitions.flatMap(({ kind, name }) => (kind === wanted ? [name] : [])));
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
