import type { VerbLexicon } from '../lexicon/verbs.ts';
import { patternText, type Token } from '../normalise/tokens.ts';
import { readAction } from './action.ts';
import type { Clause, IfClause, LoopClause, OtherwiseClause } from './clause.ts';
import { type Segment, splitSegments } from './split.ts';

/** An utterance as a tree of clauses, and the clause that starts it all ("when an order is placed"). */
export interface ClauseTree {
  /** The words of the trigger without its "when"; empty when there is none. */
  readonly trigger: readonly Token[];
  readonly clauses: readonly Clause[];
}

interface Block {
  readonly list: Clause[];
  readonly clause: IfClause | LoopClause | OtherwiseClause | null;
}

/** Builds the tree of an utterance's clauses. */
export function readClauses(tokens: readonly Token[], verbs: VerbLexicon): ClauseTree {
  const builder = new TreeBuilder(verbs);
  const segments = splitSegments(tokens, verbs);
  segments.forEach((segment, index) => {
    builder.add(segment, segments, index);
  });
  return { trigger: builder.trigger, clauses: builder.root };
}

/** Stems of what the actions of a loop are about. */
function objectStems(clauses: readonly Clause[]): string[] {
  return clauses.flatMap((clause) => {
    if (clause.type === 'action')
      return clause.object.filter((token) => token.kind === 'word').map((token) => token.stem);
    return [];
  });
}

class TreeBuilder {
  readonly root: Clause[] = [];
  trigger: readonly Token[] = [];
  private readonly verbs: VerbLexicon;
  private blocks: Block[];
  /** The if that a following "otherwise" belongs to. */
  private lastIf: IfClause | undefined;
  /** Actions of the sentence so far, which an "if" at its end is about. */
  private sentence: { list: Clause[]; from: number };
  /** True while the items of a list belong to a loop whose header ended with a colon. */
  private sticky = false;

  constructor(verbs: VerbLexicon) {
    this.verbs = verbs;
    this.blocks = [{ list: this.root, clause: null }];
    this.sentence = { list: this.root, from: 0 };
  }

  add(segment: Segment, all: readonly Segment[], index: number): void {
    this.boundary(segment);
    const next = all[index + 1];
    switch (segment.head) {
      case 'when':
      case 'after':
        this.addWhen(segment, next, index);
        return;
      case 'if':
      case 'unless':
        this.addIf(segment, next);
        return;
      case 'else':
        this.addElse(segment);
        return;
      case 'each':
        this.addLoop(segment, next);
        return;
      case 'before':
        this.addBefore(segment);
        return;
      case 'parallel':
        this.addParallel(segment);
        return;
      case 'until':
        this.push({ type: 'wait', ms: null, until: segment.tokens, words: [...segment.headTokens, ...segment.tokens] });
        return;
      case 'action':
        // "confirm the order, or reject it"
        if (segment.joint === 'or' && this.top.list.length > 0) this.addElse(segment);
        else this.addAction(segment.tokens);
    }
  }

  private get top(): Block {
    return this.blocks.at(-1)!;
  }

  private push(clause: Clause): void {
    this.top.list.push(clause);
  }

  /** Sentences and semicolons close what is open, except a loop whose header ended with a colon. */
  private boundary(segment: Segment): void {
    if (segment.joint === 'colon') return;
    if (segment.joint !== 'stop' && segment.joint !== 'soft' && segment.joint !== 'start') return;
    const loops = this.blocks.filter((block) => block.clause?.type === 'loop');
    const open = segment.joint === 'soft' || (this.sticky && segment.item);
    const kept = open ? loops.at(-1) : loops.findLast((block) => this.mentions(block.clause as LoopClause, segment));
    if (kept) this.blocks = this.blocks.slice(0, this.blocks.indexOf(kept) + 1);
    else {
      this.blocks = this.blocks.slice(0, 1);
      this.sticky = false;
    }
    this.sentence = { list: this.top.list, from: this.top.list.length };
  }

  /** "For each repository get the issues. If the issue is old, ..." goes on inside. */
  private mentions(loop: LoopClause, segment: Segment): boolean {
    if (segment.joint === 'start' || segment.head !== 'if') return false;
    const inner = [...loop.over.map((token) => token.stem), ...objectStems(loop.body)];
    return segment.tokens.some(
      (token, at) => inner.includes(token.stem) && /^(?:the|that|this)$/.test(segment.tokens[at - 1]?.lower ?? ''),
    );
  }

  private addAction(tokens: readonly Token[]): void {
    const clause = readAction(tokens, this.verbs);
    if (clause) this.push(clause);
  }

  private addWhen(segment: Segment, next: Segment | undefined, index: number): void {
    const duration = readAction([...segment.headTokens, ...segment.tokens], this.verbs);
    if (segment.head === 'after' && duration?.type === 'wait') {
      this.push(duration);
      return;
    }
    const gerund = this.verbs.get(segment.tokens[0]?.lower ?? '')?.inflection === 'gerund';
    if (segment.head === 'after' && gerund) {
      const done = readAction(segment.tokens, this.verbs);
      if (done)
        this.top.list.splice(
          segment.joint === 'none' ? Math.max(this.sentence.from, this.top.list.length - 1) : this.top.list.length,
          0,
          done,
        );
      return;
    }
    const strong =
      /^(?:whenever|each|every|any|anytime)$/.test(segment.headTokens[0]?.lower ?? '') || segment.joint === 'none';
    const first = this.trigger.length === 0 && (index === 0 || strong || !next || this.root.length === 0);
    if (first) this.trigger = segment.tokens;
    else if (
      segment.headTokens.some((token) => token.lower === 'when') &&
      segment.joint !== 'stop' &&
      this.lastIf === undefined &&
      segment.tokens.length > 0
    ) {
      this.push({ type: 'wait', ms: null, until: segment.tokens, words: [...segment.headTokens, ...segment.tokens] });
    } else this.openIf(segment, false);
  }

  private addIf(segment: Segment, next: Segment | undefined): void {
    const text = patternText(segment.tokens);
    if (/^(?:not|no)$/.test(text)) {
      this.addElse(segment);
      return;
    }
    const sameSentence = this.sentence.list === this.top.list && this.top.list.length > this.sentence.from;
    const ends =
      next === undefined ||
      next.joint === 'stop' ||
      next.joint === 'soft' ||
      next.head !== 'action' ||
      next.joint === 'none';
    const trailing = sameSentence && (segment.joint === 'none' ? ends || next?.joint !== 'comma' : ends);
    if (trailing) this.wrapTrailing(segment, ends);
    else this.openIf(segment, segment.head === 'unless');
  }

  private openIf(segment: Segment, negate: boolean): void {
    const clause: IfClause = {
      type: 'if',
      condition: segment.tokens,
      negate,
      then: [],
      otherwise: [],
      words: [...segment.headTokens, ...segment.tokens],
    };
    // A second "if" in one sentence is about the same level: "if A, do B, if C, do D".
    const open = this.top.clause?.type === 'if' && this.top.list.length > 0;
    if (open) this.blocks = this.blocks.slice(0, -1);
    this.push(clause);
    this.lastIf = clause;
    this.blocks = [...this.blocks, { list: clause.then, clause }];
  }

  /** "Reject the order if the kitchen is full": the condition comes after what it is about. */
  private wrapTrailing(segment: Segment, ends: boolean): void {
    const list = this.top.list;
    const from = segment.joint === 'none' ? list.length - 1 : this.sentence.from;
    const wrapped = list.splice(Math.max(from, this.sentence.from));
    const clause: IfClause = {
      type: 'if',
      condition: segment.tokens,
      negate: segment.head === 'unless',
      then: wrapped,
      otherwise: [],
      words: [...wrapped.flatMap((inner) => inner.words), ...segment.headTokens, ...segment.tokens],
    };
    list.push(clause);
    this.lastIf = clause;
    if (!ends) this.sentence = { list, from: list.length };
  }

  private addElse(segment: Segment): void {
    const owner = this.lastIf;
    if (owner && owner.otherwise.length === 0 && owner.then.length > 0) {
      this.blocks = [...this.blocksAround(owner), { list: owner.otherwise, clause: owner }];
    } else {
      const clause: OtherwiseClause = {
        type: 'otherwise',
        body: [],
        words: [...segment.headTokens, ...segment.tokens],
      };
      const loop = this.blocks.findLastIndex((block) => block.clause?.type === 'loop');
      this.blocks = this.blocks.slice(0, Math.max(loop, 0) + 1);
      this.push(clause);
      this.blocks = [...this.blocks, { list: clause.body, clause }];
    }
    if (segment.head !== 'if' && segment.tokens.length > 0) this.addAction(segment.tokens);
  }

  /** The blocks that enclose an if, so that what follows its branches lands beside it. */
  private blocksAround(owner: IfClause): Block[] {
    const at = this.blocks.findIndex((block) => block.list.includes(owner));
    return at >= 0 ? this.blocks.slice(0, at + 1) : this.blocks.slice(0, 1);
  }

  private addLoop(segment: Segment, next: Segment | undefined): void {
    const list = this.top.list;
    const last = list.at(-1);
    const words = [...segment.headTokens, ...segment.tokens];
    const trailing =
      segment.joint === 'none' &&
      last?.type === 'action' &&
      list.length > (this.sentence.list === list ? this.sentence.from : 0);
    if (trailing && last.type === 'action' && next?.joint !== 'colon') {
      last.each = segment.tokens;
      return;
    }
    const clause: LoopClause = { type: 'loop', over: segment.tokens, body: [], words };
    this.push(clause);
    this.sticky = next?.joint === 'colon' && next.item;
    this.blocks = [...this.blocks, { list: clause.body, clause }];
    this.sentence = { list: clause.body, from: 0 };
  }

  /** "Before confirming the order, check the stock" and "check the stock before confirming the order". */
  private addBefore(segment: Segment): void {
    const later = readAction(segment.tokens, this.verbs);
    if (later) this.push(later);
  }

  private addParallel(segment: Segment): void {
    const list = this.top.list;
    const from = Math.min(this.sentence.list === list ? this.sentence.from : 0, list.length);
    const before = list.splice(segment.tokens.length > 0 ? Math.max(0, list.length - 1) : from);
    const clause: Clause = {
      type: 'parallel',
      body: before,
      words: [...before.flatMap((inner) => inner.words), ...segment.headTokens],
    };
    if (segment.tokens.length > 0) {
      const beside = readAction(segment.tokens, this.verbs);
      if (beside) clause.body.push(beside);
    }
    if (clause.body.length > 0) list.push(clause);
  }
}
