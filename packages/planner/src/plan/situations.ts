import type { IfClause } from '../clauses/clause.ts';
import { readCondition, type SpokenCondition } from '../conditions/read.ts';
import { AVAILABLE, STOP_WORDS, UNAVAILABLE } from '../lexicon/function-words.ts';
import { sameThing } from '../lexicon/nouns.ts';
import { patternText, type Token } from '../normalise/tokens.ts';
import type { MadeCheck, PlanBuilder } from './builder.ts';

/**
 * What kind of thing an "if" is about.
 * - `approval`: what somebody decided
 * - `checks`: whether checks passed; `about` are those that the words name, none for all of them
 * - `failure`: whether a call went wrong
 * - `test`: anything else
 */
export type Situation =
  | { readonly kind: 'approval'; readonly approved: boolean }
  | { readonly kind: 'checks'; readonly passed: boolean; readonly generic: boolean; readonly spoken: SpokenCondition }
  | { readonly kind: 'failure'; readonly words: readonly string[] }
  | { readonly kind: 'test'; readonly spoken: SpokenCondition };

const APPROVED =
  /\b(?:approved?|approves|agrees?|agreed|accepts?|accepted|signs? off|says yes|says ok|confirms?|authori[sz]es?|authori[sz]ed)\b/;
const REJECTED =
  /\b(?:rejected|rejects?|declined|declines?|denied|denies|deny|refused|refuses?|disapproved|disapproves?|says no|disagrees?|turned down|turns it down)\b/;
const FAILURE =
  /\b(?:fails?|failed|errors?|goes wrong|went wrong|does not work|did not work|unsuccessful|times out|is down|throws)\b/;
const CHECK_WORDS =
  /^(?:check|checks|one|both|all|everything|anything|something|either|nothing|these|those|them|condition|conditions|result|answer|case|verification|validation|so|yes|item|items|ingredient|thing)$/;

/** Sorts a condition; what was planned so far decides between a failed check and a failed call. */
export function situationOf(builder: PlanBuilder, clause: IfClause): Situation {
  const text = patternText(clause.condition);
  const approval = approvalIn(builder, clause.condition, text);
  if (approval !== undefined) return { kind: 'approval', approved: clause.negate ? !approval : approval };
  const spoken = readCondition(clause.condition);
  const passed = availabilityOf(spoken);
  const generic = isGeneric(clause.condition);
  if (FAILURE.test(text) && !/\bchecks?\b|\bnot fail/.test(text) && (!generic || !hasOpenChecks(builder))) {
    return { kind: 'failure', words: contentStems(clause.condition) };
  }
  if (passed !== null) return { kind: 'checks', passed: clause.negate ? !passed : passed, generic, spoken };
  return { kind: 'test', spoken };
}

function hasOpenChecks(builder: PlanBuilder): boolean {
  return builder.checks.some((check) => !check.used);
}

function approvalIn(builder: PlanBuilder, tokens: readonly Token[], text: string): boolean | undefined {
  if (builder.approvals.length === 0) return undefined;
  const rejected = REJECTED.test(text);
  if (!rejected && !APPROVED.test(text)) return undefined;
  // "if the payment is declined" is about the payment unless that is what was put to the approver.
  const subject = contentStems(tokens).filter(
    (word) =>
      !/^(?:approv|reject|declin|deni|refus|agre|accept|request|approv|sign|say|yes|no|confirm|author|decis|manag|disapprov)/.test(
        word,
      ),
  );
  const known = builder.scope.some(
    (source) => source.kind === 'result' && subject.some((word) => source.entities.includes(word)),
  );
  if (known) return undefined;
  const negations = tokens.filter((token) => /^(?:not|never)$/.test(token.lower)).length;
  return negations % 2 === 1 ? rejected : !rejected;
}

/** The one answer that all parts of a condition give about availability; null when some say something else. */
function availabilityOf(spoken: SpokenCondition): boolean | null {
  const answers = spoken.tests.map((test) => test.available);
  const [first] = answers;
  if (first === undefined || first === null) return null;
  // "if the kitchen is full or busy": one negative part makes the whole negative.
  return answers.every((answer) => answer === first) ? first : null;
}

function isGeneric(tokens: readonly Token[]): boolean {
  return tokens.every(
    (token) =>
      token.kind !== 'word' ||
      STOP_WORDS.has(token.lower) ||
      AVAILABLE.has(token.lower) ||
      UNAVAILABLE.has(token.lower) ||
      CHECK_WORDS.test(token.lower),
  );
}

function contentStems(tokens: readonly Token[]): string[] {
  return tokens.filter((token) => token.kind === 'word' && !STOP_WORDS.has(token.lower)).map((token) => token.stem);
}

/** The checks that words name; for words that name none, all that nothing has used yet. */
export function checksNamed(builder: PlanBuilder, words: readonly string[], generic: boolean): MadeCheck[] {
  const open = builder.checks.filter((check) => !check.used);
  if (generic) return open.length > 0 ? open : builder.checks.slice(-1);
  return builder.checks.filter((check) => words.some((word) => check.words.some((other) => sameThing(word, other))));
}
