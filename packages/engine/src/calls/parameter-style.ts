import type { OperationParameter } from '@parley/dsl';
import { isObject } from '@parley/kernel';

const SEPARATORS: Readonly<Record<string, string>> = { form: ',', spaceDelimited: ' ', pipeDelimited: '|' };

/**
 * A query parameter as its `style` and `explode` want it (OpenAPI 3.1, "Style Values"): a list repeated under its name,
 * which is usual, or joined; an object's properties beside each other, or as `name[property]`.
 */
export function writeQueryParameter(parameter: OperationParameter, value: unknown): [string, unknown][] {
  const { name, style = 'form' } = parameter;
  const explode = parameter.explode ?? style === 'form';
  if (isObject(value)) return writeObject(name, value, style, explode);
  if (!Array.isArray(value) || explode) return [[name, value]];
  return [[name, value.map(String).join(SEPARATORS[style] ?? ',')]];
}

function writeObject(
  name: string,
  value: Record<string, unknown>,
  style: string,
  explode: boolean,
): [string, unknown][] {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  if (style === 'deepObject') return entries.map(([key, item]) => [`${name}[${key}]`, item]);
  if (style === 'form' && explode) return entries;
  return [
    [
      name,
      entries
        .flat()
        .map(String)
        .join(SEPARATORS[style] ?? ','),
    ],
  ];
}
