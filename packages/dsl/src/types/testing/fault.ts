import type { Expression } from '@parley/jq';
import { operationOf } from '../../analyse/operations.ts';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { visitExpression } from '../../expression/analyse.ts';
import { readExpression } from '../../expression/read-expression.ts';
import { expressionOffset, isExpression, stripExpression } from '../../expression/syntax.ts';
import type { CallTask } from '../../model/calls.ts';
import type { WalkedTask } from '../../model/walk.ts';
import { walkTasks } from '../../model/walk.ts';
import type { Workflow } from '../../model/workflow.ts';
import type { SourceMap } from '../../parse/source-map.ts';
import { parseWorkflow } from '../../validate/parse-workflow.ts';
import { surveyWorkflow } from '../../validate/survey.ts';
import type { TypedDefinition } from './shorthand.ts';

/** A definition with one thing made wrong. */
export interface Fault {
  readonly definition: TypedDefinition;
  readonly text: string;
  /** Where it has to be found, and as what. */
  readonly line: number;
  readonly codes: readonly DiagnosticCode[];
  /** For people. */
  readonly what: string;
}

/** Numbers from 0 to 1, the same for the same seed. */
export type Random = () => number;

/** The generator of Steele and Vigna's SplitMix family in 32 bits ("mulberry32"). */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A part of the text of an expression. */
export interface Part {
  readonly pointer: string;
  /** Offsets in the value at the pointer. */
  readonly start: number;
  readonly end: number;
}

export interface PlacedNode<N = Expression> extends Part {
  readonly node: N;
  readonly source: string;
  /** Offset of the source in the value. */
  readonly base: number;
}

/** A call with the schema of its arguments. */
export interface PlacedCall {
  readonly task: WalkedTask;
  readonly args: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: readonly string[];
  readonly inPath: ReadonlySet<string>;
}

/** A definition with everything in it that can be made wrong. */
export class Subject {
  readonly definition: TypedDefinition;
  readonly source: SourceMap;
  readonly workflow: Workflow;
  readonly tasks: readonly WalkedTask[];
  /** Every expression with its whole text. */
  readonly expressions: readonly PlacedNode[];
  /** Every node of every expression. */
  readonly nodes: readonly PlacedNode[];
  readonly calls: readonly PlacedCall[];
  /** Every word of the definition and its catalog: a name that is none of them is wrong anywhere. */
  readonly words: ReadonlySet<string>;

  constructor(definition: TypedDefinition) {
    const { workflow, source } = parseWorkflow(definition.text);
    if (!workflow) throw new Error(`${definition.name} is not valid`);
    this.definition = definition;
    this.source = source;
    this.workflow = workflow;
    this.tasks = [...walkTasks(workflow)];
    this.expressions = [...placed(workflow)];
    this.nodes = this.expressions.flatMap(parts);
    this.calls = this.tasks.flatMap((task) => callOf(task, this));
    this.words = new Set([definition.text, JSON.stringify(definition.catalog)].join(' ').match(/\w+/g));
  }

  /** The definition with a stretch of the source replaced. */
  edit(start: number, end: number, text: string, codes: readonly DiagnosticCode[], line?: number): Fault {
    const { text: original } = this.source;
    const changed = original.slice(0, start) + text + original.slice(end);
    const what = `${JSON.stringify(original.slice(start, end))} -> ${JSON.stringify(text)}`;
    return { definition: this.definition, text: changed, line: line ?? this.source.span(start, end).line, codes, what };
  }

  /** The same for a part of a value. */
  editPart({ pointer, start, end }: Part, text: string, codes: readonly DiagnosticCode[]): Fault {
    const span = this.source.textSpan(pointer, start, end);
    return this.edit(span.start, Math.max(span.end, span.start), text, codes);
  }

  /** A word that is nearly the given one and stands nowhere. */
  misspelt(word: string, random: Random): string {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const at = 1 + Math.floor(random() * (word.length - 1));
      const variants = [
        word.slice(0, at) + word.slice(at + 1),
        word.slice(0, at) + word[at] + word.slice(at),
        word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1),
      ];
      const wrong = variants[Math.floor(random() * variants.length)]!;
      if (wrong !== word && !this.words.has(wrong) && /^[A-Za-z_]/.test(wrong)) return wrong;
    }
    return `${word}x`;
  }
}

function* placed(workflow: Workflow): Generator<PlacedNode> {
  for (const { pointer, text, mode } of surveyWorkflow(workflow).expressions) {
    if (pointer.startsWith('/use/') || (mode !== 'expression' && !isExpression(text))) continue;
    const source = stripExpression(text);
    const base = expressionOffset(text);
    const read = readExpression(source);
    if (read) yield { pointer, source, base, node: read.ast, start: base, end: base + source.length };
  }
}

function parts(whole: PlacedNode): PlacedNode[] {
  const found: PlacedNode[] = [];
  visitExpression(whole.node, (node) => {
    found.push({ ...whole, node, start: whole.base + node.span.start, end: whole.base + node.span.end });
  });
  return found;
}

function callOf(task: WalkedTask, { workflow, definition }: Subject): PlacedCall[] {
  if (task.kind !== 'call') return [];
  const call = task.task as CallTask;
  const { catalog } = definition;
  const builtin = catalog.functions.find((candidate) => candidate.call === call.call);
  const operation = call.call === 'http' ? undefined : builtin ? undefined : operationOf(call, workflow, catalog);
  const schema = (builtin ?? operation)?.input as Pick<PlacedCall, 'properties' | 'required'> | undefined;
  if (!schema) return [];
  const inPath = new Set(operation?.parameters.flatMap(({ name, in: place }) => (place === 'path' ? [name] : [])));
  const args = call.with as Readonly<Record<string, unknown>>;
  return [{ task, args, properties: schema.properties, required: schema.required ?? [], inPath }];
}
