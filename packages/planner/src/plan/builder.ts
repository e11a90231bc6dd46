import type { Catalog, Operation } from '@parley/dsl';
import type { Decision, TenantFacts } from '../conversation.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { type Token, textOf } from '../normalise/tokens.ts';
import { itemSchema } from '../schema/fields.ts';
import type { CatalogIndex } from '../search/index-of.ts';
import type { Match } from '../search/search.ts';
import { entitiesOf, idEntity, resultSources, type Source } from '../slots/scope.ts';
import { failureText } from '../slots/texts.ts';
import type { FlowArg, FlowStep, FlowTest, Span } from './flow.ts';
import { rootOf } from './path.ts';

/** Most steps a plan has; an utterance that asks for more is cut there and the rest said to be unmatched. */
const MAX_STEPS = 100;

/** What the planning of one utterance is about. */
export interface PlanContext {
  readonly index: CatalogIndex;
  readonly catalog: Catalog;
  readonly tenant: TenantFacts;
  readonly utterance: string;
  readonly turn: number;
  /** Operations scored under this are not taken. */
  readonly threshold: number;
}

/** A block that steps are being put into. */
interface Frame {
  readonly parent: string | null;
  readonly branch: FlowStep['branch'];
  /** Nearest first. */
  sources: Source[];
  readonly item: string | null;
}

/** A call that told whether something is possible. */
export interface MadeCheck {
  readonly step: string;
  readonly source: Source;
  /** Holds when the check passes. */
  readonly test: FlowTest;
  /** Stems that a condition can name it by. */
  readonly words: readonly string[];
  /** What was checked, for people: "kitchen capacity". */
  readonly label: string;
  /** True once a condition or guard has used it. */
  used: boolean;
}

type Draft = Partial<Omit<FlowStep, 'id' | 'parent' | 'branch'>> & Pick<FlowStep, 'kind'>;

/** A plan in the making: steps in order, what is in scope, and why things are as they are. */
export class PlanBuilder {
  readonly context: PlanContext;
  readonly steps: FlowStep[] = [];
  readonly decisions: Record<string, Decision> = Object.create(null) as Record<string, Decision>;
  readonly assumptions: string[] = [];
  readonly unmatched: Span[] = [];
  /** Stems of the thing last spoken of. */
  mentioned: readonly string[] = [];
  /** Systems that were said to be used for what follows. */
  service: ReadonlySet<string> = new Set();
  /** The system called last. */
  near: string | undefined;
  /** Stems of what the trigger is about. */
  subject: readonly string[] = [];
  /** Checks made so far, with the test each passes by. */
  readonly checks: MadeCheck[] = [];
  /** First tokens of the words that have narrowed something already. */
  readonly narrowed = new Set<Token>();
  /** By id of a call that lists things, the words that narrow them. */
  readonly narrowings = new Map<string, readonly Token[]>();
  /** Ids of approvals so far. */
  readonly approvals: string[] = [];
  /** In a sentence, why the steps now being planned are done; empty outside of conditions. */
  because = '';
  /** Days between two starts of a schedule. */
  scheduleDays: number | undefined;
  /** The words that narrow the event that starts the workflow. */
  triggerCondition: readonly Token[] = [];
  /** The event type that starts the workflow, if one does. */
  eventType: string | undefined;
  /** True when a person starts the workflow and can give values then. */
  startedByHand = false;
  private frames: Frame[] = [{ parent: null, branch: 'main', sources: [], item: null }];
  private readonly taken = new Set<string>([
    'trigger',
    'now',
    'context',
    'input',
    'output',
    'task',
    'workflow',
    'runtime',
    'secrets',
    'authorization',
  ]);

  constructor(context: PlanContext) {
    this.context = context;
  }

  /** The same as a word for people: `order`. */
  get subjectWord(): string {
    return (this.eventType ?? '').split('.').slice(0, -1).join(' ') || this.eventType || 'it';
  }

  get full(): boolean {
    return this.steps.length >= MAX_STEPS;
  }

  /** Everything steps here can refer to, nearest first. */
  get scope(): readonly Source[] {
    const sources = this.frames.toReversed().flatMap((frame) => frame.sources);
    // Inside a loop over a list, its first item is nothing special.
    const looped = new Set(
      sources.flatMap((source) => (source.kind === 'item' && source.step !== null ? [source.step] : [])),
    );
    return looped.size === 0
      ? sources
      : sources.filter((source) => source.kind !== 'first' || !looped.has(source.step ?? ''));
  }

  /** Id of the block that the next step goes into. */
  get parent(): string | null {
    return this.frame.parent;
  }

  get insideLoop(): boolean {
    return this.frames.some((frame) => frame.item !== null);
  }

  private get frame(): Frame {
    return this.frames.at(-1)!;
  }

  /** Makes something known from here on in the current block. */
  know(...sources: readonly Source[]): void {
    this.frame.sources = [...sources, ...this.frame.sources];
  }

  /** Takes the first of what a step listed for the one thing that was meant. */
  knowFirst(step: string): void {
    const first = this.scope.find((source) => source.step === step && source.kind === 'first');
    if (!first) return;
    this.frame.sources = this.frame.sources.filter((source) => source.step !== step);
    this.know({ ...first, kind: 'result' });
  }

  /** Adds a step to the current block and returns its id. */
  add(name: string, draft: Draft, decision?: Decision): string {
    const id = this.uniqueId(name);
    this.steps.push({
      op: null,
      args: [],
      cond: null,
      item: null,
      note: null,
      words: null,
      ...draft,
      id,
      parent: this.frame.parent,
      branch: this.frame.branch,
    });
    this.decisions[id] = decision ?? { score: 1, reasons: [], alternatives: [] };
    return id;
  }

  /** Plans into a block of a step. What gets known inside is returned and not known after it. */
  within(
    parent: string,
    branch: FlowStep['branch'],
    plan: () => void,
    inside: { sources?: Source[]; item?: string } = {},
  ): readonly Source[] {
    const frame: Frame = { parent, branch, sources: inside.sources ?? [], item: inside.item ?? null };
    this.frames.push(frame);
    plan();
    this.frames.pop();
    return frame.sources;
  }

  /** A name that nothing in the plan has yet: `rejectOrder`, then `rejectOrder2`. */
  uniqueId(name: string): string {
    const base = identifier(name);
    let id = base;
    for (let count = 2; this.taken.has(id); count++) id = `${base}${count}`;
    this.taken.add(id);
    return id;
  }

  /** Keeps ids of an existing plan from being given again. */
  reserve(ids: Iterable<string>): void {
    for (const id of ids) this.taken.add(id);
  }

  /** Takes over a step as it is, into the current block. */
  keep(step: FlowStep, decision?: Decision): void {
    this.taken.add(step.id);
    this.steps.push({ ...step, parent: this.frame.parent, branch: this.frame.branch });
    this.decisions[step.id] = decision ?? { score: 1, reasons: [], alternatives: [] };
  }

  /** Adds a call, and what it returns to the scope. */
  call(operation: Operation, args: readonly FlowArg[], words: Span | null, decision: Decision): string {
    const id = this.add(operation.name, { kind: 'call', op: operation.id, args, words }, decision);
    this.know(...this.resultsOf(id, operation));
    return id;
  }

  /** Adds a call that a later step needs. Branches run side by side, so in a parallel block it goes before the block. */
  lookUp(operation: Operation, args: readonly FlowArg[], words: Span | null, decision: Decision): string {
    const block = this.frame.parent === null ? undefined : this.stepOf(this.frame.parent);
    if (block?.kind !== 'parallel') return this.call(operation, args, words, decision);
    const inner = this.frames.pop()!;
    const id = this.call(operation, args, words, decision);
    this.frames.push(inner);
    const step = this.steps.pop()!;
    this.steps.splice(this.steps.indexOf(block), 0, step);
    return id;
  }

  resultsOf(step: string, operation: Operation): Source[] {
    return resultSources(step, operation, this.nounsOf(operation));
  }

  nounsOf(operation: Operation): readonly string[] {
    return this.context.index.byId.get(operation.id)?.nouns ?? [];
  }

  entitiesOf(operation: Operation): readonly string[] {
    return entitiesOf(operation, this.nounsOf(operation));
  }

  /** The element of a list, as a loop over it sees it. */
  itemSource(name: string, list: Source, field: readonly string[]): Source {
    const schema = itemSchema(list.schema, field);
    const id = idEntity(schema);
    const words = splitWords(name).map(stem);
    return {
      root: name,
      schema,
      entities: [...new Set([...words, ...id.slice(-1)])],
      owner: id.join(' ') || words.join(' '),
      kind: 'item',
      step: list.step,
      operation: null,
    };
  }

  span(tokens: readonly Token[]): Span | null {
    const first = tokens[0];
    const last = tokens.at(-1);
    if (!first || !last) return null;
    return { turn: this.context.turn, start: first.start, end: last.end, text: textOf(this.context.utterance, tokens) };
  }

  /** The step added last to the current block. */
  get last(): FlowStep | undefined {
    const { parent, branch } = this.frame;
    return this.steps.findLast((step) => step.parent === parent && step.branch === branch);
  }

  stepOf(id: string): FlowStep | undefined {
    return this.steps.find((step) => step.id === id);
  }

  /** Replaces a step by one with the same id. */
  update(id: string, change: Partial<FlowStep>): void {
    const at = this.steps.findIndex((step) => step.id === id);
    const step = this.steps[at];
    if (step) this.steps[at] = { ...step, ...change };
  }

  /** The steps of the current block so far. */
  siblings(): readonly FlowStep[] {
    const { parent, branch } = this.frame;
    return this.steps.filter((step) => step.parent === parent && step.branch === branch);
  }

  /** Puts a block around steps of one block that are there already. */
  wrap(ids: readonly string[], name: string, draft: Draft): string {
    const at = this.steps.findIndex((step) => step.id === ids[0]);
    const { parent, branch } = this.steps[at]!;
    const block = this.uniqueId(name);
    const around: FlowStep = {
      op: null,
      args: [],
      cond: null,
      item: null,
      note: null,
      words: null,
      ...draft,
      id: block,
      parent,
      branch,
    };
    this.steps.splice(at, 0, around);
    for (const id of ids) this.update(id, { parent: block, branch: 'main' });
    this.decisions[block] = { score: 1, reasons: [], alternatives: [] };
    return block;
  }

  /** Removes a block and leaves its children in its place. */
  unwrap(id: string): void {
    const block = this.stepOf(id);
    if (!block) return;
    const kept = this.steps
      .filter((step) => step.id !== id)
      .map((step) => (step.parent === id ? { ...step, parent: block.parent, branch: block.branch } : step));
    this.steps.splice(0, this.steps.length, ...kept);
  }

  /** True when a step has surely been executed where the next step goes: no condition lies between them. */
  isCertain(id: string): boolean {
    const step = this.stepOf(id);
    return (
      step !== undefined &&
      (step.parent === null ||
        this.frames.some((frame) => frame.parent === step.parent && frame.branch === step.branch))
    );
  }

  /** In a sentence, why the branch of a guard is taken. */
  failureOf(guard: FlowStep): string {
    const root = rootOf(guard.cond?.tests[0]?.left ?? '');
    const check = this.checks.find((each) => each.step === root);
    return check ? failureText(check.label, check.source) : '';
  }

  assume(sentence: string): void {
    if (!this.assumptions.includes(sentence)) this.assumptions.push(sentence);
  }

  missed(tokens: readonly Token[]): void {
    const span = this.span(tokens);
    if (span) this.unmatched.push(span);
  }
}

/** Turns a name into one that jq and the definition take as it is. */
export function identifier(name: string): string {
  const words = splitWords(name).slice(0, 6);
  const camel = words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  return /^[a-z]/.test(camel) ? camel.slice(0, 60) : `step${camel}`.slice(0, 60);
}

/** The decision for a chosen match among the others. */
export function decisionOf(match: Match, others: readonly Match[]): Decision {
  const alternatives = others
    .filter((other) => other !== match)
    .slice(0, 3)
    .map((other) => ({ operation: other.document.operation.id, score: other.score }));
  return { score: match.score, reasons: match.reasons, alternatives };
}
