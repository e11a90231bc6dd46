import { isObject } from '@parley/kernel';

/** The names a definition defines under `use`, read from a value that need not be right otherwise. */
export interface Symbols {
  readonly functions: readonly string[];
  readonly retries: readonly string[];
  readonly timeouts: readonly string[];
  readonly errors: readonly string[];
  readonly authentications: readonly string[];
  readonly catalogs: readonly string[];
  readonly secrets: readonly string[];
}

export function collectSymbols(workflow: unknown): Symbols {
  const use = isObject(workflow) && isObject(workflow.use) ? workflow.use : {};
  const names = (group: string): string[] => (isObject(use[group]) ? Object.keys(use[group]) : []);
  const secrets = Array.isArray(use.secrets) ? use.secrets : [];
  return {
    functions: names('functions'),
    retries: names('retries'),
    timeouts: names('timeouts'),
    errors: names('errors'),
    authentications: names('authentications'),
    catalogs: names('catalogs'),
    secrets: secrets.filter((name) => typeof name === 'string'),
  };
}
