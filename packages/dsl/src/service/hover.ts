import { fromJsonSchema, hover as hoverExpression, printType } from '@parley/jq';
import { openApiCall, operationOf } from '../analyse/operations.ts';
import type { Catalog, JsonSchema, Operation } from '../catalog.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import { durationWords } from '../explain/words.ts';
import type { CallTask } from '../model/calls.ts';
import type { Workflow } from '../model/workflow.ts';
import { lastStep, parentPointer, valueAt } from '../parse/pointer.ts';
import { argumentSchema } from './complete/arguments.ts';
import { placeExpression } from './expression-spots.ts';
import type { ExpressionTypes } from './expression-types.ts';
import { shapeAt, textShape } from './shape-at.ts';
import { type Snapshot, valueOffset } from './snapshot.ts';
import { symbolAt } from './symbols.ts';
import { taskSummary } from './task-summary.ts';

/** What the editor shows about a place. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverContext {
  readonly catalog: Catalog;
  readonly types: ExpressionTypes;
}

/** Tells what stands at an offset: a property, a task, an operation, a value in words, a part of an expression. */
export function hover(snapshot: Snapshot, offset: number, context: HoverContext): Hover | undefined {
  const spot = snapshot.at(offset);
  if (!spot || spot.kind === 'inside') return undefined;
  const { source } = snapshot;
  if (spot.kind === 'key') {
    const markdown = keyText(snapshot, spot.pointer, context.catalog);
    return markdown === undefined ? undefined : { span: source.span(spot.start, spot.end), markdown };
  }
  const inExpression = expressionHover(
    snapshot,
    spot.pointer,
    valueOffset(source, spot.pointer, spot.node, offset),
    context,
  );
  if (inExpression) return inExpression;
  const markdown =
    referenceText(snapshot, offset, context.catalog) ??
    valueText(snapshot, spot.pointer, String(spot.node.value), context.catalog) ??
    propertyText(snapshot.value, spot.pointer);
  return markdown === undefined ? undefined : { span: source.span(spot.node.start, spot.node.end), markdown };
}

function keyText(snapshot: Snapshot, pointer: string, catalog: Catalog): string | undefined {
  const { survey, value } = snapshot;
  const task = survey.tasks.find((candidate) => candidate.pointer === pointer);
  if (task) return `**${lastStep(pointer)}** ${taskSummary(task.value)}${operationText(value, task.value, catalog)}`;
  const schema = argumentSchema(value, pointer, catalog);
  if (schema) return schemaText(lastStep(pointer), schema.schema as JsonSchema);
  return propertyText(value, pointer);
}

/** What the language says about a property. */
function propertyText(root: unknown, pointer: string): string | undefined {
  const { field, shape } = shapeAt(root, pointer);
  if (!field) return undefined;
  const expected = textShape(shape)?.expected;
  return `**${lastStep(pointer)}** ${field.doc}${expected === undefined ? '' : `\n\nTakes ${expected}.`}`;
}

function expressionHover(
  snapshot: Snapshot,
  pointer: string,
  offset: number,
  { types }: HoverContext,
): Hover | undefined {
  const site = snapshot.survey.expressions.find((candidate) => candidate.pointer === pointer);
  const placed = site && placeExpression(site);
  if (!placed) return undefined;
  const { input, variables } = types(snapshot, pointer);
  const found = hoverExpression(placed.source, offset - placed.base, input, variables);
  if (!found) return undefined;
  const span = snapshot.source.textSpan(pointer, found.span.start + placed.base, found.span.end + placed.base);
  const code = placed.source.slice(found.span.start, found.span.end);
  const doc = found.documentation === undefined ? '' : `\n\n${found.documentation}`;
  return { span, markdown: `\`${code}\`: \`${found.type}\`${doc}` };
}

/** What a name refers to. */
function referenceText(snapshot: Snapshot, offset: number, catalog: Catalog): string | undefined {
  const symbol = symbolAt(snapshot, offset);
  const { value, survey } = snapshot;
  if (symbol?.kind === 'task') {
    const task = survey.tasks.find(
      ({ pointer, name }) => name === symbol.name && parentPointer(parentPointer(pointer)!) === symbol.list,
    );
    return `**${symbol.name}** ${taskSummary(task?.value)}`;
  }
  if (symbol?.kind !== 'component') return undefined;
  const defined = survey.definitions.find(({ kind, name }) => kind === symbol.of && name === symbol.name);
  const content = defined && valueAt(value, defined.pointer);
  if (symbol.of === 'function')
    return `**${symbol.name}** ${taskSummary(content)}${operationText(value, content, catalog)}`;
  const shown =
    content === undefined || symbol.of === 'secret'
      ? ''
      : `\n\n\`\`\`json\n${JSON.stringify(content, null, 2)}\n\`\`\``;
  return `**${symbol.name}** (${symbol.of})${shown}`;
}

/** The operation that a task calls, when the catalog knows it. */
function operationText(root: unknown, task: unknown, catalog: Catalog): string {
  const workflow = root as Workflow;
  const call = task as CallTask | undefined;
  if (typeof call?.call !== 'string') return '';
  const builtin = catalog.functions.find((candidate) => candidate.call === call.call);
  if (builtin) return `\n\n${builtin.summary}\n\n${signature(builtin.input, builtin.output)}`;
  const operation =
    typeof openApiCall(call, workflow)?.with?.document === 'object' ? operationOf(call, workflow, catalog) : undefined;
  return operation ? operationDetails(operation) : '';
}

function operationDetails({ id, method, path, summary, input, output }: Operation): string {
  return `\n\n\`${id}\` ${method} ${path}\n\n${summary}\n\n${signature(input, output)}`;
}

function signature(input: JsonSchema, output: JsonSchema): string {
  const print = (schema: JsonSchema): string => printType(fromJsonSchema(schema), { depth: 2, width: 12 });
  return `\`\`\`\n${print(input)} -> ${print(output)}\n\`\`\``;
}

function schemaText(name: string, schema: JsonSchema): string {
  const doc = typeof schema === 'object' && typeof schema.description === 'string' ? `\n\n${schema.description}` : '';
  return `**${name}** \`${printType(fromJsonSchema(schema), { depth: 2, width: 12 })}\`${doc}`;
}

/** Values that mean something in words: durations, functions of the runtime, events. */
function valueText({ value }: Snapshot, pointer: string, text: string, catalog: Catalog): string | undefined {
  const { shape } = shapeAt(value, pointer);
  if (textShape(shape)?.expected.startsWith('a duration')) return durationWords(text);
  const owner = parentPointer(pointer) ?? '';
  if (lastStep(pointer) === 'call') {
    const details = operationText(value, valueAt(value, owner), catalog);
    return details === '' ? undefined : `**${text}**${details}`;
  }
  const event = lastStep(pointer) === 'type' ? catalog.events.find(({ type }) => type === text) : undefined;
  return (
    event &&
    `**${event.type}** (${event.connection}) ${event.summary}\n\n\`\`\`\n${printType(fromJsonSchema(event.data), { depth: 2, width: 12 })}\n\`\`\``
  );
}
