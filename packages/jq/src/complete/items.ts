import type { Span } from '../ast.ts';
import { SIGNATURES, type Signature } from '../builtins/signatures.ts';
import { itemsOf } from '../types/access.ts';
import { BUILTINS } from '../types/builtins.ts';
import { FORMATS } from '../types/infer-operators.ts';
import { joinSlots } from '../types/join.ts';
import { printType } from '../types/print.ts';
import type { Scope } from '../types/scope.ts';
import { isNever, Kind, type Property, resolve, type Type } from '../types/type.ts';

/** Something that can be written at the cursor. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: 'property' | 'function' | 'variable' | 'keyword';
  /** The type of a property or variable, the signature of a function. */
  readonly detail: string;
  /** One line, or what the schema says about the property. */
  readonly documentation: string | undefined;
  readonly insertText: string;
  /** The part of the source that `insertText` replaces. */
  readonly span: Span;
}

type Draft = Omit<CompletionItem, 'span'>;

const BRIEF = { depth: 1, width: 5 } as const;

const isPlainName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

/** A property's name as it is written after a dot or as a key. */
const written = (name: string): string => (isPlainName(name) ? name : JSON.stringify(name));

/** The properties of a type; of an array those of its items. `lead` stands before each name. */
export function propertyItems(type: Type, lead: string): Draft[] {
  const own = propertiesOf(type).map(([name, property]) => propertyItem(name, property, lead));
  if (own.length > 0 || !(type.kinds & Kind.array)) return own;
  const bracket = lead === '' ? '[]' : `${lead}[]`;
  return propertiesOf(itemsOf(type)).map(([name, property]) => propertyItem(name, property, `${bracket}.`, bracket));
}

function propertyItem(name: string, property: Property, lead: string, label = ''): Draft {
  const type = resolve(property.type);
  return {
    label: label === '' ? name : `${label}.${name}`,
    kind: 'property',
    detail: `${printType(type, BRIEF)}${property.required ? '' : ' (optional)'}`,
    documentation: property.doc,
    insertText: `${lead}${written(name)}`,
  };
}

/** The known properties of all alternatives; required if all have it so. */
function propertiesOf(type: Type): [string, Property][] {
  const found = new Map<string, Property>();
  for (const shape of type.objects ?? []) {
    for (const [name, property] of shape.properties) {
      const known = found.get(name);
      if (isNever(resolve(property.type))) continue;
      found.set(name, known === undefined ? property : { ...known, type: joinSlots(known.type, property.type) });
    }
  }
  for (const [name, property] of found) {
    const isRequired = type.objects!.every((shape) => shape.properties.get(name)?.required === true);
    if (property.required !== isRequired) found.set(name, { ...property, required: isRequired });
  }
  return [...found];
}

/** `map(f)` with what it takes and gives. */
export const signatureText = (signature: Signature): string =>
  `${callText(signature.name, signature.parameters)}: ${signature.input} -> ${signature.output}`;

const callText = (name: string, parameters: readonly string[]): string =>
  parameters.length === 0 ? name : `${name}(${parameters.join('; ')})`;

/** The builtins that take some value of the input's type; all of them where nothing is known of it. */
export function functionItems(input: Type): Draft[] {
  const items: Draft[] = [];
  for (const [key, signature] of SIGNATURES) {
    if (!isNever(input) && !(BUILTINS.get(key)!.kinds & input.kinds)) continue;
    items.push({
      label: callText(signature.name, signature.parameters),
      kind: 'function',
      detail: signatureText(signature),
      documentation: signature.doc,
      insertText: signature.parameters.length === 0 ? signature.name : `${signature.name}(`,
    });
  }
  return items;
}

/** Functions and variables in scope, inner ones hiding outer ones. */
export function scopeItems(scope: Scope): Draft[] {
  const found = new Map<string, Draft>();
  for (let entry = scope; entry !== undefined; entry = entry.next) {
    const draft = entry.kind === 'variable' ? variableItem(entry.name, entry.type) : localFunction(entry);
    if (!found.has(draft.label)) found.set(draft.label, draft);
  }
  return [...found.values()];
}

export const variableItem = (name: string, type: Type): Draft => ({
  label: `$${name}`,
  kind: 'variable',
  detail: printType(type, BRIEF),
  documentation: undefined,
  insertText: `$${name}`,
});

function localFunction(entry: Exclude<Scope, undefined | { kind: 'variable' }>): Draft {
  const parameters = entry.kind === 'function' ? entry.definition.parameters.map(parameterText) : [];
  const text = callText(entry.name, parameters);
  const detail = entry.kind === 'function' ? `def ${text}` : `parameter ${text}`;
  const insertText = parameters.length === 0 ? entry.name : `${entry.name}(`;
  return { label: text, kind: 'function', detail, documentation: undefined, insertText };
}

const parameterText = ({ name, byValue }: { name: string; byValue: boolean }): string => (byValue ? `$${name}` : name);

/** `@base64` and the others. */
export const formatItems = (): Draft[] =>
  FORMATS.map((name) => ({
    label: `@${name}`,
    kind: 'function',
    detail: `@${name}: any -> string`,
    documentation: `The input as ${name}; before a string, applied to what is interpolated.`,
    insertText: `@${name}`,
  }));

/** Keywords that begin an expression, with what they are for. */
const STARTING: readonly (readonly [string, string])[] = [
  ['if', 'if condition then ... else ... end'],
  ['try', 'try body catch handler'],
  ['reduce', 'reduce source as $x (initial; update)'],
  ['foreach', 'foreach source as $x (initial; update; extract)'],
  ['def', 'def name(f; $x): body;'],
  ['label', 'label $out | ... break $out'],
  ['null', 'The value null.'],
  ['true', 'The value true.'],
  ['false', 'The value false.'],
];

/** Keywords that go on after an expression. */
const FOLLOWING: readonly (readonly [string, string])[] = [
  ['and', 'left and right'],
  ['or', 'left or right'],
  ['as', 'source as $x | body'],
  ['then', 'if condition then ... else ... end'],
  ['elif', 'if condition then ... elif condition then ... end'],
  ['else', 'if condition then ... else ... end'],
  ['end', 'if condition then ... else ... end'],
  ['catch', 'try body catch handler'],
];

export const keywordItems = (isAfterExpression: boolean): Draft[] =>
  (isAfterExpression ? FOLLOWING : STARTING).map(([label, detail]) => ({
    label,
    kind: 'keyword',
    detail,
    documentation: undefined,
    insertText: label,
  }));
