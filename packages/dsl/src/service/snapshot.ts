import type { Span } from '../diagnostics/diagnostic.ts';
import type { Workflow } from '../model/workflow.ts';
import { childPointer, parentPointer } from '../parse/pointer.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { type SyntaxNode, type SyntaxScalar, toValue } from '../parse/syntax-tree.ts';
import { type ParsedWorkflow, parseWorkflow } from '../validate/parse-workflow.ts';
import { type Survey, surveyWorkflow } from '../validate/survey.ts';
import { collectSymbols, type Symbols } from '../validate/symbols.ts';

/** One text of a definition and everything the editor's questions need of it, worked out when first asked for. */
export class Snapshot {
  readonly text: string;
  readonly parsed: ParsedWorkflow;
  private known: { value: unknown; survey: Survey; symbols: Symbols } | undefined;

  constructor(text: string) {
    this.text = text;
    this.parsed = parseWorkflow(text);
  }

  get source(): SourceMap {
    return this.parsed.source;
  }

  /** The definition when it has no errors. */
  get workflow(): Workflow | undefined {
    return this.parsed.workflow;
  }

  /** The text as a JSON value, whatever is wrong with it as a definition; null when it is no YAML. */
  get value(): unknown {
    return this.details().value;
  }

  get survey(): Survey {
    return this.details().survey;
  }

  get symbols(): Symbols {
    return this.details().symbols;
  }

  private details() {
    if (!this.known) {
      const { tree } = this.source;
      const value = tree ? toValue(tree) : null;
      const survey = surveyWorkflow(value);
      this.known = { value, survey, symbols: collectSymbols(survey) };
    }
    return this.known;
  }

  /** What stands at an offset: a key, a scalar, or the inside of a map or list. */
  at(offset: number): Spot | undefined {
    const { tree } = this.source;
    return tree && spotIn(tree, '', offset);
  }

  /** Place of the value at a pointer, if there is one. */
  spanOf(pointer: string): Span | undefined {
    return this.source.node(pointer) && this.source.valueSpan(pointer);
  }
}

/** The innermost thing that an offset touches. */
export type Spot =
  | { readonly kind: 'key'; readonly pointer: string; readonly start: number; readonly end: number }
  | { readonly kind: 'scalar'; readonly pointer: string; readonly node: SyntaxScalar }
  | { readonly kind: 'inside'; readonly pointer: string; readonly node: SyntaxNode };

function spotIn(node: SyntaxNode, pointer: string, offset: number): Spot {
  if (node.kind === 'scalar') return { kind: 'scalar', pointer, node };
  if (node.kind === 'list') {
    const index = node.items.findIndex((item) => offset >= item.start && offset <= item.end);
    return index < 0
      ? { kind: 'inside', pointer, node }
      : spotIn(node.items[index]!, childPointer(pointer, index), offset);
  }
  for (const { key, keyStart, keyEnd, value } of node.entries) {
    const own = childPointer(pointer, key);
    if (offset >= keyStart && offset <= keyEnd) return { kind: 'key', pointer: own, start: keyStart, end: keyEnd };
    if (offset >= value.start && offset <= value.end && value.start >= keyEnd) return spotIn(value, own, offset);
  }
  return { kind: 'inside', pointer, node };
}

/** The offset inside a scalar's value that an offset of the source stands for. */
export function valueOffset(source: SourceMap, pointer: string, node: SyntaxScalar, offset: number): number {
  const length = typeof node.value === 'string' ? node.value.length : 0;
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (source.textSpan(pointer, middle, middle).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pointer of the innermost task that a pointer lies in, itself included; undefined outside of tasks. */
export function enclosingTask({ survey }: Snapshot, pointer: string): string | undefined {
  const tasks = new Set(survey.tasks.map((task) => task.pointer));
  for (let at: string | undefined = pointer; at !== undefined; at = parentPointer(at)) if (tasks.has(at)) return at;
  return undefined;
}
