import { STOP_WORDS } from '../lexicon/function-words.ts';
import { inflectionOf, type VerbLexicon } from '../lexicon/verbs.ts';
import { patternText, type Token, wordAt } from '../normalise/tokens.ts';
import { readAction } from './action.ts';
import type { ApprovalClause, Clause, IfClause, LoopClause, OtherwiseClause } from './clause.ts';
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
  builder.end();
  return { trigger: builder.trigger, clauses: builder.root };
}

/** Words that make a clause the start of everything wherever it stands. */
const STARTS_ALWAYS = /^(?:whenever|each|every|any|anytime)$/;

function waitUntil(segment: Segment): Clause {
  return { type: 'wait', ms: null, until: segment.tokens, words: [...segment.headTokens, ...segment.tokens] };
}

/** Stems of what the actions of a loop are about. */
function objectStems(clauses: readonly Clause[]): string[] {
  return clauses.flatMap((clause) => {
    if (clause.type === 'action')
      return clause.object.filter((token) => token.kind === 'word').map((token) => token.stem);
    return [];
  });
}

const REJECTION =
  /^(?:reject(?:ed|s)?|declined?|declines|den(?:y|ies|ied)|refused?|refuses|disapproved?|disapproves|turned|down)$/;

/** "Ask the manager to approve it unless rejected": what follows an approval is done unless it is rejected anyway. */
function isItsRejection({ role }: ApprovalClause, tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ lower }) => lower);
  const people = new Set(role.map(({ lower }) => lower));
  const known = (word: string): boolean => REJECTION.test(word) || people.has(word) || STOP_WORDS.has(word);
  return (
    words.some((word) => REJECTION.test(word)) &&
    words.every(known) &&
    !words.some((word) => /^(?:not|never)$/.test(word))
  );
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
  /** True in a list of things that one verb before it is about. */
  private listing = false;
  /** What "before ..." puts at the end of its sentence. */
  private deferred: { readonly list: Clause[]; readonly clause: Clause }[] = [];

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
        this.push(waitUntil(segment));
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
    this.finishSentence();
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
    const before = this.top.list.at(-1);
    if (clause?.type !== 'action' || before?.type !== 'action') {
      if (clause) this.push(clause);
      return;
    }
    // "retrieve and delete the folder": the object comes with the last verb.
    if (before.object.length === 0 && clause.object.length > 0)
      this.top.list[this.top.list.length - 1] = { ...before, object: clause.object };
    // "create: 1. a case 2. an account": the verb stands before the list.
    const listed = clause.verb.length === 0 && before.object.length === 0;
    if (listed) this.top.list[this.top.list.length - 1] = { ...clause, verb: before.verb, verbWord: before.verbWord };
    else
      this.push(
        clause.verb.length === 0 && this.listing ? { ...clause, verb: before.verb, verbWord: before.verbWord } : clause,
      );
    this.listing ||= listed;
  }

  private addWhen(segment: Segment, next: Segment | undefined, index: number): void {
    if (segment.head === 'after' && this.addAfter(segment)) return;
    const strong = STARTS_ALWAYS.test(wordAt(segment.headTokens, 0)) || segment.joint === 'none';
    const first = index === 0 || strong || !next || this.root.length === 0;
    if (first && this.trigger.length === 0) this.trigger = segment.tokens;
    else if (this.isWaitFor(segment)) this.push(waitUntil(segment));
    else this.openIf(segment, false);
  }

  /** "after 10 minutes" waits, "after checking the stock" says what comes before; "after an order is placed" is neither. */
  private addAfter(segment: Segment): boolean {
    const wait = readAction([...segment.headTokens, ...segment.tokens], this.verbs);
    if (wait?.type === 'wait') {
      this.push(wait);
      return true;
    }
    if (inflectionOf(this.verbs, wordAt(segment.tokens, 0)) !== 'gerund') return false;
    const done = readAction(segment.tokens, this.verbs);
    const { list } = this.top;
    const at = segment.joint === 'none' ? Math.max(this.sentence.from, list.length - 1) : list.length;
    if (done) list.splice(at, 0, done);
    return true;
  }

  /** "..., when it is ready, ..." in the middle of the work waits for that. */
  private isWaitFor(segment: Segment): boolean {
    const when = segment.headTokens.some((token) => token.lower === 'when');
    return when && segment.joint !== 'stop' && this.lastIf === undefined && segment.tokens.length > 0;
  }

  private addIf(segment: Segment, next: Segment | undefined): void {
    const text = patternText(segment.tokens);
    if (/^(?:not|no)$/.test(text)) {
      this.addElse(segment);
      return;
    }
    const sameSentence = this.sentence.list === this.top.list && this.top.list.length > this.sentence.from;
    const ends = next?.head !== 'action' || /^(?:stop|soft|none)$/.test(next.joint);
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
    const last = list.at(-1);
    if (segment.head === 'unless' && last?.type === 'approval' && isItsRejection(last, segment.tokens)) return;
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

  /** "check the stock before confirming the order"; when it comes first, it is done last: "before confirming, check ...". */
  private addBefore(segment: Segment): void {
    const later = readAction(segment.tokens, this.verbs);
    if (!later) return;
    if (this.top.list.length > this.sentence.from || this.sentence.list !== this.top.list) this.push(later);
    else this.deferred.push({ list: this.top.list, clause: later });
  }

  private finishSentence(): void {
    for (const { list, clause } of this.deferred) list.push(clause);
    this.deferred = [];
  }

  /** Called after the last segment. */
  end(): void {
    this.finishSentence();
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
