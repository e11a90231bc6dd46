import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { isExpression, stripExpression } from '../../expression/syntax.ts';
import { childPointer, valueAt } from '../../parse/pointer.ts';
import type { Fault, PlacedCall, Subject } from './fault.ts';
import type { FaultKind } from './faults-in-expressions.ts';

/** One argument of a call, with its schema. */
interface Argument {
  readonly call: PlacedCall;
  readonly name: string;
  readonly value: unknown;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly pointer: string;
}

const argumentsOf = (subject: Subject): Argument[] =>
  subject.calls.flatMap((call) =>
    Object.entries(call.args).map(([name, value]) => ({
      call,
      name,
      value,
      schema: call.properties[name]!,
      pointer: childPointer(`${call.task.pointer}/with`, name),
    })),
  );

const editKey = (subject: Subject, pointer: string, text: string, codes: readonly DiagnosticCode[]): Fault => {
  const { start, end } = subject.source.keySpan(pointer);
  return subject.edit(start, end, text, codes);
};

const editValue = (subject: Subject, pointer: string, text: string, codes: readonly DiagnosticCode[]): Fault => {
  const { start, end } = subject.source.valueSpan(pointer);
  return subject.edit(start, end, text, codes);
};

/** Puts something around the expression at a pointer. */
function around(
  subject: Subject,
  pointer: string,
  before: string,
  after: string,
  codes: readonly DiagnosticCode[],
): Fault {
  const { start, end, line } = subject.source.valueSpan(pointer);
  const raw = valueAt(subject.workflow, pointer) as string;
  const text = `\${ ${before}${stripExpression(raw)}${after} }`;
  return subject.edit(start, end, `'${text.replaceAll("'", "''")}'`, codes, line);
}

const renamedArgument: FaultKind = (subject, random) =>
  argumentsOf(subject).map(({ pointer, name }) =>
    editKey(subject, pointer, subject.misspelt(name, random), ['unknown_argument', 'missing_argument']),
  );

const removed = (subject: Subject, wanted: (argument: Argument) => boolean): Fault[] =>
  argumentsOf(subject).flatMap((argument) => {
    const { call, pointer } = argument;
    if (Object.keys(call.args).length < 2 || !wanted(argument)) return [];
    const { text } = subject.source;
    const start = text.lastIndexOf('\n', subject.source.keySpan(pointer).start);
    const { end } = subject.source.valueSpan(pointer);
    const { line } = subject.source.keySpan(`${call.task.pointer}/with`);
    return [subject.edit(start, text.slice(0, end).trimEnd().length, '', ['missing_argument'], line)];
  });

const missingArgument: FaultKind = (subject) =>
  removed(subject, ({ call, name }) => call.required.includes(name) && !call.inPath.has(name));

const missingPathParameter: FaultKind = (subject) => removed(subject, ({ call, name }) => call.inPath.has(name));

const enumInArgument: FaultKind = (subject, random) =>
  argumentsOf(subject).flatMap(({ schema, value, pointer }) =>
    Array.isArray(schema.enum) && typeof value === 'string' && !isExpression(value)
      ? [editValue(subject, pointer, subject.misspelt(value, random), ['wrong_argument_value'])]
      : [],
  );

const isLiteral = (value: unknown): boolean =>
  typeof value !== 'object' && !(typeof value === 'string' && isExpression(value));

const wrongLiteral: FaultKind = (subject) =>
  argumentsOf(subject).flatMap(({ schema, value, pointer }) => {
    if (!isLiteral(value) || schema.type === undefined || schema.enum !== undefined) return [];
    const wrong = schema.type === 'string' ? '[1, 2]' : 'perhaps';
    return [editValue(subject, pointer, wrong, ['wrong_argument_type', 'wrong_argument_value'])];
  });

const isNumber = ({ type }: Readonly<Record<string, unknown>>): boolean => type === 'integer' || type === 'number';

const textForNumber: FaultKind = (subject) =>
  argumentsOf(subject).flatMap(({ schema, value, pointer }) => {
    if (!isNumber(schema)) return [];
    if (typeof value === 'number')
      return [editValue(subject, pointer, `"${value}"`, ['wrong_argument_type', 'wrong_argument_value'])];
    return [around(subject, pointer, '(', ') | tostring', ['wrong_argument_type'])];
  });

const itemForList: FaultKind = (subject) => [
  ...argumentsOf(subject).flatMap(({ schema, value, pointer }) =>
    schema.type === 'array' && typeof value === 'string'
      ? [around(subject, pointer, '(', ') | .[0]', ['wrong_argument_type'])]
      : [],
  ),
  ...subject.tasks.flatMap(({ kind, pointer }) =>
    kind === 'for' ? [around(subject, `${pointer}/for/in`, '(', ') | .[0]', ['not_a_list'])] : [],
  ),
];

const listForItem: FaultKind = (subject) =>
  argumentsOf(subject).flatMap(({ schema, value, pointer }) =>
    schema.type !== undefined && schema.type !== 'array' && typeof value === 'string' && isExpression(value)
      ? [around(subject, pointer, '[', ']', ['wrong_argument_type', 'wrong_argument_value'])]
      : [],
  );

/** A conversion between units that is left out, where the name it goes to says another unit. */
const unitSlip: FaultKind = (subject) =>
  subject.nodes.flatMap(({ pointer, node, source, base }) => {
    if (node.kind !== 'binary' || (node.operator !== '*' && node.operator !== '/')) return [];
    const from = /(\w+)$/.exec(source.slice(node.left.span.start, node.left.span.end))?.[1] ?? '';
    const to = targetName(pointer, source, node.span.start);
    if (!slips(from, to)) return [];
    const at = { pointer, start: base + node.left.span.end, end: base + node.span.end };
    return [subject.editPart(at, '', ['unit_mismatch'])];
  });

/** The name a part of an expression is given to: the key in front of it, or the property that holds the expression. */
function targetName(pointer: string, source: string, start: number): string {
  const key = /(\w+): \(?$/.exec(source.slice(0, start))?.[1];
  if (key !== undefined) return key;
  return start === 0 ? pointer.slice(pointer.lastIndexOf('/') + 1) : '';
}

const UNIT = /(Cents|Minutes|Seconds|Hours|Grams|Kg)$/;

function slips(from: string, to: string): boolean {
  const unit = UNIT.exec(from)?.[1];
  const other = UNIT.exec(to)?.[1];
  if (unit === undefined) return false;
  if (other !== undefined) return unit !== other;
  return unit === 'Cents' && /^(amount|total|refund)$/.test(to);
}

const danglingThen: FaultKind = (subject, random) =>
  [...subject.source.text.matchAll(/then: (\w+)$/gm)].flatMap((match) => {
    const name = match[1]!;
    if (['end', 'exit', 'continue'].includes(name)) return [];
    const end = match.index + match[0].length;
    return [subject.edit(end - name.length, end, subject.misspelt(name, random), ['unknown_target'])];
  });

const unknownFunction: FaultKind = (subject, random) =>
  subject.calls.map(({ task }) => {
    const pointer = `${task.pointer}/call`;
    const name = valueAt(subject.workflow, pointer) as string;
    const word = /^\w+/.exec(name)![0];
    return editValue(subject, pointer, name.replace(word, subject.misspelt(word, random)), ['unknown_function']);
  });

const eventType: FaultKind = (subject, random) =>
  [...subject.source.text.matchAll(/type: ((\w+)\.(\w+))$/gm)].map((match) => {
    const end = match.index + match[0].length;
    const wrong = `${match[2]}.${subject.misspelt(match[3]!, random)}`;
    return subject.edit(end - match[1]!.length, end, wrong, ['unknown_event_type']);
  });

const eventData: FaultKind = (subject, random) =>
  subject.tasks.flatMap(({ task, kind, pointer }) => {
    if (kind !== 'emit') return [];
    const data = valueAt(task, '/emit/event/with/data') as Readonly<Record<string, unknown>>;
    return Object.keys(data).flatMap((name) => {
      const at = childPointer(`${pointer}/emit/event/with/data`, name);
      const wrong: readonly DiagnosticCode[] = ['wrong_event_data'];
      return [editKey(subject, at, subject.misspelt(name, random), wrong), editValue(subject, at, '[1, 2]', wrong)];
    });
  });

const KEYWORDS = [
  'call',
  'set',
  'do',
  'for',
  'switch',
  'try',
  'catch',
  'listen',
  'emit',
  'raise',
  'wait',
  'with',
  'output',
  'export',
  'if',
  'timeout',
  'run',
];

const keyword: FaultKind = (subject, random) =>
  subject.tasks.flatMap(({ task, pointer }) =>
    KEYWORDS.filter((key) => Object.hasOwn(task, key)).map((key) =>
      editKey(subject, `${pointer}/${key}`, subject.misspelt(key, random), ['unknown_property', 'unknown_task_type']),
    ),
  );

const duration: FaultKind = (subject, random) =>
  [...subject.source.text.matchAll(/: (P[\dTHMSDW]+)$/gm)].map((match) => {
    const end = match.index + match[0].length;
    const right = match[1]!;
    const wrong = [right.slice(1), right.slice(0, -1), `${right.replace(/[TP]+/, '')} later`];
    return subject.edit(end - right.length, end, wrong[Math.floor(random() * 3)]!, [
      'invalid_duration',
      'wrong_argument_value',
    ]);
  });

export const STRUCTURE_FAULTS: Readonly<Record<string, FaultKind>> = {
  'renamed argument': renamedArgument,
  'missing required argument': missingArgument,
  'missing path parameter': missingPathParameter,
  'wrong enum value in an argument': enumInArgument,
  'literal of the wrong type': wrongLiteral,
  'text for number': textForNumber,
  'item for list': itemForList,
  'list for item': listForItem,
  'unit slip': unitSlip,
  'dangling then': danglingThen,
  'unknown function': unknownFunction,
  'unknown event type': eventType,
  'wrong event data': eventData,
  'typo in a keyword': keyword,
  'wrong duration': duration,
};
