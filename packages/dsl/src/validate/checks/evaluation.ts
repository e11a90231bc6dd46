import { isObject } from '@parley/kernel';

/** How a definition wants its expressions evaluated, with the defaults of the language. */
export function evaluation(value: unknown): { language: string; strict: boolean } {
  const evaluate = isObject(value) && isObject(value.evaluate) ? value.evaluate : {};
  return {
    language: typeof evaluate.language === 'string' ? evaluate.language : 'jq',
    strict: evaluate.mode !== 'loose',
  };
}
