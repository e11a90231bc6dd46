import { ACTORS, CONNECTORS, MODALS } from '../lexicon/function-words.ts';
import { inflectionOf, type VerbLexicon } from '../lexicon/verbs.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';
import { controlAt, type Head, hasPredicate, phraseStart, subjectVerb, unknownVerb, verbStart } from './starts.ts';

/** What stands before a segment. */
export type Joint = 'start' | 'stop' | 'soft' | 'colon' | 'comma' | 'and' | 'or' | 'then' | 'none';

/** A part of a sentence between two joints: a condition, a loop's header, an action. */
export interface Segment {
  readonly head: Head;
  readonly joint: Joint;
  /** Without the joint and without the head's own word. */
  readonly tokens: readonly Token[];
  readonly headTokens: readonly Token[];
  /** True at the start of a list item or line. */
  readonly item: boolean;
}

/** Splits an utterance into segments. Linear in the number of tokens. */
export function splitSegments(tokens: readonly Token[], verbs: VerbLexicon): Segment[] {
  return new Splitter(tokens, verbs).run();
}

class Splitter {
  private readonly tokens: readonly Token[];
  private readonly verbs: VerbLexicon;
  private readonly segments: Segment[] = [];
  private head: Head = 'action';
  private headTokens: readonly Token[] = [];
  private joint: Joint = 'start';
  private current: Token[] = [];
  private item = false;

  constructor(tokens: readonly Token[], verbs: VerbLexicon) {
    this.tokens = tokens;
    this.verbs = verbs;
  }

  run(): Segment[] {
    let at = this.open(0, 'start');
    while (at < this.tokens.length) at = this.step(at);
    this.close();
    return this.segments;
  }

  private step(at: number): number {
    const token = this.tokens[at]!;
    const hard = this.hardJoint(token, at);
    if (hard) {
      this.close();
      return this.open(at + 1, hard);
    }
    const soft = this.softJoint(at);
    if (soft) {
      this.close();
      return this.open(soft.next, soft.joint);
    }
    const control = this.current.length > 0 ? controlAt(this.tokens, at) : undefined;
    if ((control && this.opensHere(control.head, at)) || this.headerEnds(at) || this.verbAfterNouns(at)) {
      this.close();
      return this.open(at, 'none');
    }
    this.current.push(token);
    return at + 1;
  }

  private hardJoint(token: Token, at: number): Joint | undefined {
    if (token.kind === 'stop') return 'stop';
    if (token.kind === 'soft') return 'soft';
    if (token.kind !== 'colon') return undefined;
    // "reason: 'kitchen full'" belongs together.
    const named = /^(?:reason|message|text|note|subject|title|saying|says|comment)$/.test(
      this.tokens[at - 1]?.lower ?? '',
    );
    return named || this.tokens[at + 1]?.kind === 'quote' ? undefined : 'colon';
  }

  /** A comma or conjunction, when a clause follows; where a list of nouns goes on it is no joint. */
  private softJoint(at: number): { joint: Joint; next: number } | undefined {
    const token = this.tokens[at]!;
    const isComma = token.kind === 'comma';
    if (!isComma && !(token.kind === 'word' && /^(?:and|then|or|but|plus|also|finally|followed)$/.test(token.lower)))
      return undefined;
    if (this.current.length === 0 && this.head !== 'parallel') return undefined;
    const { joint, next } = this.connectors(at);
    if (!this.startsClause(next, joint, isComma)) return undefined;
    return { joint, next };
  }

  private connectors(at: number): { joint: Joint; next: number } {
    let joint: Joint = 'comma';
    let next = at;
    while (this.joins(next)) {
      joint = strongest(joint, wordAt(this.tokens, next));
      next++;
    }
    return { joint, next };
  }

  /** Commas, conjunctions, "after that", "followed by"; not "or else", which opens a branch. */
  private joins(at: number): boolean {
    const token = this.tokens[at];
    if (!token || (token.lower === 'or' && wordAt(this.tokens, at + 1) === 'else')) return false;
    return token.kind === 'comma' || CONNECTORS.has(token.lower) || this.isAfterThat(at) || this.isAfterThat(at, true);
  }

  private isAfterThat(at: number, tail = false): boolean {
    const here = this.tokens[at]?.lower ?? '';
    const next = this.tokens[at + 1]?.lower ?? '';
    const before = this.tokens[at - 1]?.lower ?? '';
    if (tail) return (/^(?:that|this)$/.test(here) && before === 'after') || (here === 'by' && before === 'followed');
    return (here === 'after' && /^(?:that|this)$/.test(next)) || (here === 'followed' && next === 'by');
  }

  private startsClause(at: number, joint: Joint, comma: boolean): boolean {
    const header = /^(?:if|unless|when|after)$/.test(this.head);
    if (controlAt(this.tokens, at)) return !(header && joint === 'or');
    // Only a comma ends a condition: "if it is late or refund ..." goes on.
    if (this.startsAction(at)) return !header || joint !== 'or' || comma;
    if (durationAhead(this.tokens, at) || this.sharesAuxiliary(at) || this.sharesGerund(at) || this.startsUnknown(at))
      return true;
    // "..., then schedule": after a "then" even a word that is a noun too acts.
    if (joint === 'then' && inflectionOf(this.verbs, wordAt(this.tokens, at)) === 'base') return true;
    return header ? comma && this.startsAfterHeader(at, joint) : subjectVerb(this.tokens, at, this.verbs) !== undefined;
  }

  private startsAction(at: number): boolean {
    return verbStart(this.tokens, at, this.verbs) !== undefined || phraseStart(this.tokens, at);
  }

  /** At a joint even a word that is no known verb can start an action. */
  private startsUnknown(at: number): boolean {
    return unknownVerb(this.tokens, at, this.verbs) && this.head === 'action';
  }

  /** After "when ..., " even a verbless phrase starts the work; "if the kitchen is full, or the stock is low" goes on. */
  private startsAfterHeader(at: number, joint: Joint): boolean {
    if (subjectVerb(this.tokens, at, this.verbs) !== undefined) return joint !== 'or' && joint !== 'and';
    return joint === 'comma' && this.tokens[at]?.kind === 'word';
  }

  /** "should be scheduled and confirmed" */
  private sharesAuxiliary(at: number): boolean {
    const here = this.verbs.get(this.tokens[at]?.lower ?? '')?.inflection;
    if (here !== 'past' || this.head === 'if' || this.head === 'when') return false;
    return this.current.some(
      (token, index) =>
        /^(?:be|is|are|been|gets?|being)$/.test(token.lower) &&
        this.verbs.get(this.current[index + 1]?.lower ?? '')?.inflection === 'past',
    );
  }

  /** "before scheduling the preparation and confirming the order" */
  private sharesGerund(at: number): boolean {
    const gerund = (token: Token | undefined): boolean => this.verbs.get(token?.lower ?? '')?.inflection === 'gerund';
    return (
      (this.head === 'before' || this.head === 'after' || gerund(this.current[0])) &&
      gerund(this.tokens[at]) &&
      gerund(this.current[0])
    );
  }

  /** Whether a control word in the middle of a segment opens a new one. */
  private opensHere(head: Head, at: number): boolean {
    const before = this.tokens[at - 1]?.lower ?? '';
    if (head === 'if' || head === 'when') {
      // "check if ...", "ask whether": the condition is what is asked.
      return (
        !/^(?:check|verify|see|out|ask|know|determine|confirm|test|sure|only)$/.test(before) || this.segmentHasObject()
      );
    }
    if (head === 'after')
      return !/^(?:shortly|right|soon|minutes?|hours?|days?|look|looks)$/.test(before) || this.head === 'action';
    if (head === 'before') return this.head === 'action';
    return true;
  }

  private segmentHasObject(): boolean {
    return (
      this.current.length > 2 &&
      !/^(?:check|verify|see|out|ask|know|determine|confirm|sure)$/.test(this.current.at(-1)?.lower ?? '')
    );
  }

  /** "when an order is placed check capacity": an imperative after a complete header, without a comma. */
  private headerEnds(at: number): boolean {
    const header = !/^(?:action|parallel|else)$/.test(this.head);
    if (!header || this.current.length === 0 || this.belongsToNoun(at)) return false;
    const starts = wordAt(this.tokens, at) !== 'need' && this.startsAction(at);
    if (this.head === 'each') return starts && wordAt(this.tokens, at - 1) !== 'low';
    if (!starts && !this.startsPronoun(at)) return false;
    return /^(?:on|upon)$/.test(wordAt(this.headTokens, 0)) || hasPredicate(this.current, this.verbs);
  }

  /** After an article or preposition a word that could be a verb is a noun. */
  private belongsToNoun(at: number): boolean {
    const before = wordAt(this.tokens, at - 1);
    if (before === 'in')
      return this.verbs.get(wordAt(this.tokens, at))?.nounToo === true && !phraseStart(this.tokens, at);
    return /^(?:to|not|the|a|an|of|no|new|for|and|or|this|that|any|its|their|is|are)$/.test(before);
  }

  /** "it should be scheduled" */
  private startsPronoun(at: number): boolean {
    return /^(?:it|they|we|you)$/.test(wordAt(this.tokens, at)) && MODALS.has(wordAt(this.tokens, at + 1));
  }

  /** "labor cost report notify owner": a clear verb after bare nouns starts another action. */
  private verbAfterNouns(at: number): boolean {
    if (this.head !== 'action' || this.current.length === 0 || !this.isClearVerb(at)) return false;
    const started =
      verbStart(this.current, 0, this.verbs) !== undefined ||
      phraseStart(this.current, 0) ||
      this.current.some((token) => MODALS.has(token.lower) || this.verbs.get(token.lower)?.nounToo === false);
    return !started && subjectVerb(this.tokens, at - this.current.length, this.verbs) === undefined;
  }

  private isClearVerb(at: number): boolean {
    const before = wordAt(this.tokens, at - 1);
    return verbStart(this.tokens, at, this.verbs)?.nounToo === false && !MODALS.has(before) && !ACTORS.has(before);
  }

  private open(at: number, joint: Joint): number {
    let next = at;
    this.joint = joint;
    this.item = startsItem(this.tokens[at - 1]);
    while (this.isFiller(next)) {
      const token = this.tokens[next]!;
      if (token.kind === 'stop' && this.joint !== 'colon') this.joint = 'stop';
      this.item ||= startsItem(token);
      next++;
    }
    if (this.isAfterThat(next)) return this.open(next + 2, this.joint);
    return this.openHead(next);
  }

  /** What stands before a clause and says nothing by itself. */
  private isFiller(at: number): boolean {
    const token = this.tokens[at];
    if (!token || this.startsAsNoun(at)) return false;
    if (token.lower === 'or' && wordAt(this.tokens, at + 1) === 'else') return false;
    return token.kind === 'comma' || token.kind === 'stop' || CONNECTORS.has(token.lower);
  }

  private openHead(at: number): number {
    const control = controlAt(this.tokens, at);
    this.head = control?.head ?? 'action';
    this.headTokens = control ? this.tokens.slice(at, control.end) : [];
    if (!control) return at;
    const comma = control.head !== 'parallel' && this.tokens[control.end]?.kind === 'comma';
    return comma ? control.end + 1 : control.end;
  }

  /** "Second opinion ...": an ordinal before a noun is no connector unless a comma or verb follows it. */
  private startsAsNoun(at: number): boolean {
    const token = this.tokens[at]!;
    if (!/^(?:first|second|third|simply|now|so|one)$/.test(token.lower)) return false;
    const next = this.tokens[at + 1];
    return next?.kind === 'word' && !verbStart(this.tokens, at + 1, this.verbs) && !phraseStart(this.tokens, at + 1);
  }

  private close(): void {
    const empty = this.current.length === 0;
    if (!empty || this.head === 'else' || this.head === 'parallel') {
      this.segments.push({
        head: this.head,
        joint: this.joint,
        tokens: this.current,
        headTokens: this.headTokens,
        item: this.item,
      });
    }
    this.current = [];
  }
}

/** Of several conjunctions the one that says most: "and then" is a "then". */
function strongest(joint: Joint, word: string): Joint {
  if (word === 'or') return 'or';
  if (word === 'then' || word === 'finally') return 'then';
  return word === 'and' && joint === 'comma' ? 'and' : joint;
}

/** A bullet, number or line break. */
function startsItem(token: Token | undefined): boolean {
  return token?.kind === 'stop' && token.text !== '.';
}

/** "10 minutes later", "after 10 minutes" as a clause of its own. */
function durationAhead(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.kind === 'number' && /^(?:later|after|afterwards)$/.test(tokens[at + 2]?.lower ?? '');
}
