import { type Expression, elementsOf, propertyOf, type Type } from '@parley/jq';
import { type Environment, variableType } from '../environment.ts';
import type { Measured } from './units.ts';

/** The property that an expression reads and gives as it is, by name: `durationMinutes` of `.slots[0].durationMinutes`. */
export function measuredName(node: Expression): string | undefined {
  if (node.kind === 'pipe') return measuredName(node.right);
  if (node.kind === 'alternative') return measuredName(node.left);
  if (node.kind !== 'index' || node.key.kind !== 'literal') return undefined;
  return typeof node.key.value === 'string' ? node.key.value : undefined;
}

/** The same with the description of the property, where its owner is read from `.` or a variable. */
export function measuredBy(node: Expression, input: Type, environment: Environment): Measured | undefined {
  const name = measuredName(node);
  if (name === undefined) return undefined;
  const owner = node.kind === 'index' ? typeOfPath(node.target, input, environment) : undefined;
  return { name, doc: owner && docOf(owner, name) };
}

/** The type of a plain path; undefined for anything else. */
function typeOfPath(node: Expression, input: Type, environment: Environment): Type | undefined {
  switch (node.kind) {
    case 'identity':
      return input;
    case 'variable':
      return variableType(environment, node.name);
    case 'iterate': {
      const target = typeOfPath(node.target, input, environment);
      return target && elementsOf(target);
    }
    case 'index': {
      const target = typeOfPath(node.target, input, environment);
      if (!target || node.key.kind !== 'literal') return undefined;
      return typeof node.key.value === 'string' ? propertyOf(target, node.key.value) : elementsOf(target);
    }
    default:
      return undefined;
  }
}

/** The description of a property, when there is one for it. */
function docOf(owner: Type, name: string): string | undefined {
  for (const shape of owner.objects ?? []) {
    const property = shape.properties.get(name);
    if (!property) continue;
    if (property.doc !== undefined) return property.doc;
  }
  return undefined;
}
