import { ACTORS, CONNECTORS, MODALS } from '../lexicon/function-words.ts';
import type { VerbLexicon } from '../lexicon/verbs.ts';
import type { Token } from '../normalise/tokens.ts';
import { controlAt, type Head, hasPredicate, phraseStart, subjectVerb, verbStart } from './starts.ts';

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
    for (; next < this.tokens.length; next++) {
      const token = this.tokens[next]!;
      if (token.lower === 'or') joint = 'or';
      else if (token.lower === 'then' || token.lower === 'finally') joint = 'then';
      else if (token.lower === 'and' && joint === 'comma') joint = 'and';
      if (token.lower === 'or' && this.tokens[next + 1]?.lower === 'else') break;
      if (token.kind === 'comma' || CONNECTORS.has(token.lower) || this.isAfterThat(next)) continue;
      if (/^(?:followed|by|that|this|after)$/.test(token.lower) && this.isAfterThat(next, true)) continue;
      break;
    }
    return { joint, next };
  }

  private isAfterThat(at: number, tail = false): boolean {
    const here = this.tokens[at]?.lower ?? '';
    const next = this.tokens[at + 1]?.lower ?? '';
    const before = this.tokens[at - 1]?.lower ?? '';
    if (tail) return (/^(?:that|this)$/.test(here) && before === 'after') || (here === 'by' && before === 'followed');
    return (here === 'after' && /^(?:that|this)$/.test(next)) || (here === 'followed' && next === 'by');
  }

  private startsClause(at: number, joint: Joint, comma: boolean): boolean {
    const header = this.head === 'if' || this.head === 'unless' || this.head === 'when' || this.head === 'after';
    if (controlAt(this.tokens, at)) return !(header && joint === 'or');
    if (verbStart(this.tokens, at, this.verbs) || phraseStart(this.tokens, at))
      return !(header && this.continuesEvent(joint, comma));
    if (durationAhead(this.tokens, at) || this.sharesAuxiliary(at) || this.sharesGerund(at)) return true;
    const verb = subjectVerb(this.tokens, at, this.verbs);
    if (verb === undefined) return header && comma && joint === 'comma' && this.nounsThenVerb(at);
    // "if the kitchen is full or the stock is low": the condition goes on.
    return header ? comma && joint !== 'or' && joint !== 'and' : true;
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

  /** "when a customer orders and pay..." never has an imperative right after "and" without a comma before it. */
  private continuesEvent(joint: Joint, comma: boolean): boolean {
    return joint === 'or' && !comma;
  }

  /** After "when ..., " even a verbless phrase starts the work: "when an order comes in, capacity check". */
  private nounsThenVerb(at: number): boolean {
    return this.tokens[at]?.kind === 'word';
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
    if (this.head === 'action' || this.head === 'parallel' || this.head === 'else' || this.current.length === 0)
      return false;
    const before = this.tokens[at - 1]!;
    if (before.lower === 'in' && this.verbs.get(this.tokens[at]?.lower ?? '')?.nounToo && !phraseStart(this.tokens, at))
      return false;
    if (/^(?:to|not|the|a|an|of|no|new|for|and|or|this|that|any|its|their|is|are)$/.test(before.lower)) return false;
    const pronoun =
      /^(?:it|they|we|you)$/.test(this.tokens[at]?.lower ?? '') &&
      MODALS.has(this.tokens[at + 1]?.lower ?? '') &&
      this.head !== 'each';
    if (
      !pronoun &&
      !verbStart(this.tokens, at, this.verbs) &&
      !(phraseStart(this.tokens, at) && this.tokens[at]?.lower !== 'need')
    )
      return false;
    if (this.head === 'each') return before.lower !== 'low';
    if (this.headTokens[0]?.lower === 'on' || this.headTokens[0]?.lower === 'upon') return true;
    return hasPredicate(this.current, this.verbs);
  }

  /** "labor cost report notify owner": a clear verb after bare nouns starts another action. */
  private verbAfterNouns(at: number): boolean {
    const [first] = this.current;
    if (this.head !== 'action' || !first || this.tokens[at]?.kind !== 'word') return false;
    const form = verbStart(this.tokens, at, this.verbs);
    if (
      !form ||
      form.nounToo ||
      MODALS.has(this.tokens[at - 1]?.lower ?? '') ||
      ACTORS.has(this.tokens[at - 1]?.lower ?? '')
    )
      return false;
    const started =
      verbStart(this.current, 0, this.verbs) ||
      phraseStart(this.current, 0) ||
      this.current.some((token) => MODALS.has(token.lower) || this.verbs.get(token.lower)?.nounToo === false);
    return !started && subjectVerb(this.tokens, at - this.current.length, this.verbs) === undefined;
  }

  private open(at: number, joint: Joint): number {
    let next = at;
    let strongest = joint;
    const before = this.tokens[at - 1];
    this.item = before?.kind === 'stop' && before.text !== '.';
    while (next < this.tokens.length) {
      const token = this.tokens[next]!;
      const isConnector = token.kind === 'comma' || CONNECTORS.has(token.lower) || token.kind === 'stop';
      if (!isConnector || (token.lower === 'or' && this.tokens[next + 1]?.lower === 'else') || this.startsAsNoun(next))
        break;
      if (token.kind === 'stop' && strongest !== 'colon') strongest = 'stop';
      if (token.kind === 'stop' && token.text !== '.') this.item = true;
      next++;
    }
    if (this.isAfterThat(next)) return this.open(next + 2, strongest);
    this.joint = strongest;
    const control = controlAt(this.tokens, next);
    this.head = control?.head ?? 'action';
    this.headTokens = control ? this.tokens.slice(next, control.end) : [];
    const end = control?.end ?? next;
    return control && control.head !== 'parallel' && this.tokens[end]?.kind === 'comma' ? end + 1 : end;
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

/** "10 minutes later", "after 10 minutes" as a clause of its own. */
function durationAhead(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.kind === 'number' && /^(?:later|after|afterwards)$/.test(tokens[at + 2]?.lower ?? '');
}
