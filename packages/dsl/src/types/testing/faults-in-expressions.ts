import type { Binary, Call, Expression, Index, Iterate, Variable } from '@parley/jq';
import type { Fault, PlacedNode, Random, Subject } from './fault.ts';

/** Makes every fault of one kind that a definition offers. */
export type FaultKind = (subject: Subject, random: Random) => Fault[];

const ofKind = <N extends Expression>(subject: Subject, kind: N['kind']): PlacedNode<N>[] =>
  subject.nodes.filter(({ node }) => node.kind === kind) as PlacedNode<N>[];

const rootOf = (node: Expression): Expression =>
  node.kind === 'index' || node.kind === 'iterate' || node.kind === 'slice' ? rootOf(node.target) : node;

const isVariable = (node: Expression, name: string): boolean => node.kind === 'variable' && node.name === name;

/** Reads of properties, with the place of the name alone. */
function fieldReads(subject: Subject): (PlacedNode<Index> & { name: string; key: { start: number; end: number } })[] {
  return ofKind<Index>(subject, 'index').flatMap((place) => {
    const { key } = place.node;
    if (key.kind !== 'literal' || typeof key.value !== 'string') return [];
    const at = { start: place.base + key.span.start, end: place.base + key.span.end };
    return [{ ...place, name: key.value, key: at }];
  });
}

const FIELD = ['unknown_field', 'undeclared_field'] as const;

const isPlainRead = ({ node }: PlacedNode<Index>): boolean =>
  !isVariable(node.target, 'context') && !isVariable(rootOf(node), 'secrets');

const renamedField: FaultKind = (subject, random) =>
  fieldReads(subject)
    .filter(isPlainRead)
    .map(({ pointer, key, name }) => subject.editPart({ pointer, ...key }, subject.misspelt(name, random), FIELD));

const FOREIGN = ['wingspan', 'chapterCount', 'flavour', 'altitude', 'librarian', 'moonPhase'];

const foreignField: FaultKind = (subject, random) =>
  fieldReads(subject)
    .filter(isPlainRead)
    .map(({ pointer, key }) =>
      subject.editPart({ pointer, ...key }, FOREIGN[Math.floor(random() * FOREIGN.length)]!, FIELD),
    );

const contextField: FaultKind = (subject, random) =>
  fieldReads(subject)
    .filter(({ node }) => isVariable(node.target, 'context'))
    .map(({ pointer, key, name }) => subject.editPart({ pointer, ...key }, subject.misspelt(name, random), FIELD));

const undefinedSecret: FaultKind = (subject, random) =>
  fieldReads(subject)
    .filter(({ node }) => isVariable(node.target, 'secrets'))
    .map(({ pointer, key, name }) =>
      subject.editPart({ pointer, ...key }, subject.misspelt(name, random), ['undeclared_secret']),
    );

const wrongVariable: FaultKind = (subject, random) =>
  ofKind<Variable>(subject, 'variable')
    .filter(({ node, end, start }) => end - start === node.name.length + 1)
    .map(({ pointer, start, end, node }) =>
      subject.editPart({ pointer, start: start + 1, end }, subject.misspelt(node.name, random), ['unknown_variable']),
    );

const misspeltFunction: FaultKind = (subject, random) =>
  ofKind<Call>(subject, 'call').map(({ pointer, start, node }) => {
    const end = start + node.name.length;
    return subject.editPart({ pointer, start, end }, `${subject.misspelt(node.name, random)}z`, [
      'unknown_jq_function',
    ]);
  });

const enumInComparison: FaultKind = (subject, random) =>
  ofKind<Binary>(subject, 'binary').flatMap(({ pointer, base, node }) => {
    const { right } = node;
    if ((node.operator !== '==' && node.operator !== '!=') || right.kind !== 'literal') return [];
    if (typeof right.value !== 'string') return [];
    const at = { pointer, start: base + right.span.start + 1, end: base + right.span.end - 1 };
    return [subject.editPart(at, subject.misspelt(right.value, random), ['never_equal'])];
  });

const NUMERIC = new Set(['-', '*', '/']);

const wrongOperand: FaultKind = (subject) =>
  ofKind<Binary>(subject, 'binary').flatMap(({ pointer, base, node }) => {
    const { right, operator } = node;
    const fits = NUMERIC.has(operator) || (operator === '+' && right.kind === 'literal');
    if (!fits) return [];
    const at = { pointer, start: base + right.span.start, end: base + right.span.end };
    return [subject.editPart(at, '{}', ['wrong_operand'])];
  });

const unbalanced: FaultKind = (subject, random) =>
  subject.expressions.map(({ pointer, source, base, start }) => {
    const closers = [...source.matchAll(/[)\]]/g)].map((match) => match.index);
    const at = closers[Math.floor(random() * closers.length)];
    if (at === undefined) return subject.editPart({ pointer, start, end: start }, '(', ['expression_syntax']);
    return subject.editPart({ pointer, start: base + at, end: base + at + 1 }, '', ['expression_syntax']);
  });

/** `.items[].sku` and `.items[0].sku` without the brackets: a list used as an item. */
const listAsItem: FaultKind = (subject) =>
  fieldReads(subject).flatMap(({ pointer, base, node }) => {
    const target = node.target as Iterate | Index;
    const inner =
      target.kind === 'iterate' || (target.kind === 'index' && isNumber(target.key)) ? target.target : undefined;
    if (!inner || inner.kind === 'identity') return [];
    const at = { pointer, start: base + inner.span.end, end: base + target.span.end };
    return [subject.editPart(at, '', ['invalid_access'])];
  });

const isNumber = (node: Expression): boolean => node.kind === 'literal' && typeof node.value === 'number';

/** Fields of an item that are read of something that is no list. */
const itemAsList: FaultKind = (subject) =>
  fieldReads(subject).flatMap(({ pointer, base, node }) => {
    const { target } = node;
    if (target.kind !== 'index' || target.key.kind !== 'literal' || typeof target.key.value !== 'string') return [];
    const at = { pointer, start: base + target.span.end, end: base + target.span.end };
    return [subject.editPart(at, '[0]', ['invalid_access'])];
  });

export const EXPRESSION_FAULTS: Readonly<Record<string, FaultKind>> = {
  'renamed field': renamedField,
  'field of something else': foreignField,
  'wrong field of $context': contextField,
  'undefined secret': undefinedSecret,
  'wrong variable': wrongVariable,
  'misspelt jq function': misspeltFunction,
  'wrong enum value in a comparison': enumInComparison,
  'operator on wrong types': wrongOperand,
  'unbalanced jq': unbalanced,
  'list as item': listAsItem,
  'item as list': itemAsList,
};
