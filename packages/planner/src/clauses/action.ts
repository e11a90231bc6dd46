import type { VerbLexicon } from '../lexicon/verbs.ts';
import { durationAt } from '../normalise/durations.ts';
import { patternText, type Token, wordAt } from '../normalise/tokens.ts';
import { readApproval } from './approval.ts';
import type { ActionClause, Clause } from './clause.ts';
import { actionOf, readImperative, readNounPhrase, readParticiple, readWithSubject, sensesOf } from './forms.ts';

const PREFIXES: readonly RegExp[] = [
  /^(?:please|kindly|just|always|automatically|immediately|directly|also|then|next|finally|now|so|first|afterwards)\b/,
  /^(?:can|could|would|will) (?:you|we|it)\b/,
  /^(?:i|we) (?:want|need|would like|like|have|wish) (?:(?:you|it|the system|the workflow|parley) )?to\b/,
  /^(?:i|we) (?:want|need|would like) (?:you|it|a workflow that|a process that|something that|(?=(?:every|each|all|any|new|the|a|an|incoming)\b))/,
  /^(?:the |this |our )?(?:system|workflow|process|app|bot|parley|software|it|we|you|i|they) (?:should|must|shall|will|would|can|could|has to|have to|needs? to)(?: then| also| automatically| first)?\b/,
  /^(?:try|remember|be sure|make sure|need|needs|want|has|have|is|are|want you) to\b/,
  /^go ahead and\b/,
  /^(?:in any case|in either case|in both cases|either way|regardless|in that case|if so)\b/,
];

/** Drops what only wraps the action: politeness, "we should", "the system has to". */
function stripPrefixes(tokens: readonly Token[]): readonly Token[] {
  let rest = tokens;
  for (;;) {
    const text = patternText(rest.slice(0, 6));
    const found = PREFIXES.map((prefix) => prefix.exec(text)?.[0]).find((match) => match !== undefined);
    if (found === undefined) return rest;
    rest = rest.slice(found.trim().split(' ').length);
  }
}

/** Reads an action, an approval, a wait, a retry or a stop from a segment's tokens; undefined when nothing is left. */
export function readAction(tokens: readonly Token[], verbs: VerbLexicon): Clause | undefined {
  const words = trimmed(tokens);
  const rest = stripPrefixes(words);
  if (rest.length === 0) return undefined;
  const clause = readStripped(rest, verbs);
  return { ...clause, words };
}

function readStripped(rest: readonly Token[], verbs: VerbLexicon): Clause {
  return (
    readWait(rest) ??
    readRetry(rest) ??
    readStop(rest) ??
    readApproval(rest) ??
    readWhether(rest, verbs) ??
    readImperative(rest, verbs) ??
    readWithSubject(rest, verbs) ??
    readParticiple(rest, verbs) ??
    readNounPhrase(rest, verbs)
  );
}

function trimmed(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  while (end > 0 && /^(?:,|and|then|or|but|too|also|—|-|–)$/.test(wordAt(tokens, end - 1))) end--;
  return tokens.slice(0, end);
}

function readWait(tokens: readonly Token[]): Clause | undefined {
  const text = patternText(tokens);
  if (/^(?:wait|pause|hold on|sleep|delay)(?: for)?(?: until| till)/.test(text)) {
    const until = tokens.findIndex((token) => /^(?:until|till)$/.test(token.lower));
    return { type: 'wait', ms: null, until: tokens.slice(until + 1), words: tokens };
  }
  const lead =
    /^(?:wait|pause|sleep|delay|after|let)(?: for| at least| another| about| it (?:wait|rest)(?: for)?)?(?= )/.exec(
      text,
    )?.[0];
  const at = lead === undefined ? 0 : lead.split(' ').length;
  const found = durationAt(tokens, at);
  if (found && (lead !== undefined || /^(?:later|afterwards|after)$/.test(tokens[found.end]?.lower ?? ''))) {
    return { type: 'wait', ms: found.ms, until: [], words: tokens };
  }
  const event = /^wait for (?!approval)/.test(text) && !/approv|sign/.test(text);
  return event ? { type: 'wait', ms: null, until: tokens.slice(2), words: tokens } : undefined;
}

function readRetry(tokens: readonly Token[]): Clause | undefined {
  if (!/^(?:retry|try|repeat)$/.test(tokens[0]?.lower ?? '')) return undefined;
  const times = tokens.findIndex((token) => /^(?:times|attempts|retries|twice)$/.test(token.lower));
  if (times < 0) return tokens[0]?.lower === 'retry' ? { type: 'retry', count: 3, words: tokens } : undefined;
  const count = tokens[times]?.lower === 'twice' ? 2 : (tokens[times - 1]?.value ?? 3);
  return { type: 'retry', count: Math.min(Math.max(1, Math.trunc(count)), 20), words: tokens };
}

function readStop(tokens: readonly Token[]): Clause | undefined {
  const text = patternText(tokens);
  const stops =
    /^(?:stop|end|exit|finish|abort|quit)(?: (?:here|there|it|then|processing|everything|the (?:workflow|process|flow|execution|run)))?$/.test(
      text,
    ) ||
    /^(?:do nothing|nothing (?:else )?(?:happens|to do)|that is (?:it|all)|leave it(?: as it is)?|ignore it)$/.test(
      text,
    );
  return stops ? { type: 'stop', words: tokens } : undefined;
}

/** "make sure the kitchen has capacity", "see whether everything is in stock", "check if the driver is free". */
function readWhether(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const lead = WHETHER.exec(patternText(tokens.slice(0, 4)))?.[0];
  if (lead === undefined) return undefined;
  const object = tokens.slice(lead.split(' ').length);
  return { ...actionOf(tokens, sensesOf(verbs, 'check'), 'check', object), asksWhether: true };
}

const WHETHER =
  /^(?:(?:make sure|be sure|ensure|find out|figure out|see|whether|that|if)(?: (?:if|whether|that))?|(?:look|check|double-check|verify|confirm|determine|validate) (?:if|whether|that))(?= |$)/;
