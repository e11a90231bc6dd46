import {
  isNever,
  joinTypes,
  nullType,
  type ObjectShape,
  type Property,
  propertyOf,
  resolveSlot,
  type Type,
} from '@parley/jq';
import { isObject } from '@parley/kernel';
import type { Operation } from '../../catalog.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { Finding } from '../../validate/site.ts';
import type { Contract } from '../contracts.ts';
import type { TypedData } from '../data.ts';
import { withoutNull } from '../domain.ts';
import { ARGUMENT_CODES, dataFindings } from './data-findings.ts';
import { misfit, misfitWords } from './fits.ts';

/**
 * What is wrong with the arguments of a call. An optional argument that is null is left out, so null is right for it; the
 * whole body may be given under `body`.
 */
export function argumentFindings(args: TypedData, contract: Contract): Finding[] {
  const found = args.kind === 'map' ? givenSingly(args, contract) : givenTogether(args, contract);
  return found.map((finding) => strict(finding, args.pointer, contract.operation));
}

function givenSingly(args: TypedData, contract: Contract): Finding[] {
  const whole = wholeBody(args, contract.operation);
  const findings = dataFindings(args, { type: contract.input, name: contract.name, doc: undefined }, ARGUMENT_CODES);
  if (!whole) return findings.map((finding) => pathParameter(finding, contract.operation));
  const parameters = new Set(contract.operation!.parameters.filter(({ required }) => required).map(({ name }) => name));
  return findings.filter(
    ({ code, pointer, message }) =>
      pointer !== whole.pointer &&
      (code !== 'missing_argument' || [...parameters].some((name) => message.includes(`“${name}”`))),
  );
}

/** The argument that stands for the whole body. */
function wholeBody(args: TypedData, operation: Operation | undefined): TypedData | undefined {
  const schema = operation?.body?.schema;
  const hasOwn = isObject(schema) && isObject(schema.properties) && Object.hasOwn(schema.properties, 'body');
  return operation?.body && !hasOwn ? args.entries?.get('body') : undefined;
}

function pathParameter(finding: Finding, operation: Operation | undefined): Finding {
  if (finding.code !== 'missing_argument') return finding;
  const parameter = operation?.parameters.find(
    ({ name, in: place }) => place === 'path' && finding.message.endsWith(`“${name}”`),
  );
  return parameter ? { ...finding, hint: `It is part of the address ${operation!.path}.` } : finding;
}

/** An argument that an operation without a body does not know cannot be sent at all. */
function strict(finding: Finding, pointer: string, operation: Operation | undefined): Finding {
  if (finding.code !== 'unknown_argument' || !operation || operation.body) return finding;
  const isArgument =
    finding.pointer.startsWith(`${pointer}/`) && !finding.pointer.slice(pointer.length + 1).includes('/');
  return isArgument ? { ...finding, severity: 'error' } : finding;
}

/** Arguments that one expression gives all together. */
function givenTogether({ pointer, type }: TypedData, { name: owner, input }: Contract): Finding[] {
  const shape = input.objects?.length === 1 ? input.objects[0] : undefined;
  const [given] = type.objects ?? [];
  if (!shape || !given || type.objects!.length > 1) return together(pointer, type, input, owner);
  const found = [...shape.properties].flatMap(([name, property]) => partFindings(pointer, type, name, property, owner));
  const open = !isNever(resolveSlot(shape.additional)) && !shape.implicit;
  if (open) return found;
  const others = [...given.properties.keys()].filter((name) => !shape.properties.has(name) && name !== 'body');
  return [...found, ...others.map((name) => unknownPart(pointer, name, shape, owner))];
}

function partFindings(pointer: string, type: Type, name: string, property: Property, owner: string): Finding[] {
  const actual = propertyOf(type, name);
  if (isNever(withoutNull(actual))) {
    if (!property.required) return [];
    return [{ code: 'missing_argument', pointer, message: `${owner} needs “${name}”` }];
  }
  const expected = resolveSlot(property.type);
  const wrong = misfit(actual, property.required ? expected : joinTypes(expected, nullType));
  return wrong ? [{ code: 'wrong_argument_type', pointer, message: misfitWords(`“${name}”`, wrong) }] : [];
}

function unknownPart(pointer: string, name: string, shape: ObjectShape, owner: string): Finding {
  const near = nearest(name, shape.properties.keys());
  return {
    code: 'unknown_argument',
    pointer,
    severity: 'warning',
    message: `${owner} has no “${name}”`,
    ...(near !== undefined && { hint: `Did you mean ${near}?` }),
  };
}

function together(pointer: string, type: Type, input: Type, owner: string): Finding[] {
  const wrong = misfit(type, input);
  if (!wrong) return [];
  return [{ code: 'wrong_argument_type', pointer, message: misfitWords(`the arguments of ${owner}`, wrong) }];
}
