import { STOP_WORDS } from '../lexicon/function-words.ts';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import type { CatalogIndex } from '../search/index-of.ts';

export interface FoundStep {
  readonly step: FlowStep;
  /** 0 to 1: the share of the words that the step accounts for. */
  readonly score: number;
}

const GOOD_ENOUGH = 0.5;
const KIND_WORDS: Readonly<Partial<Record<FlowStep['kind'], string>>> = {
  wait: 'wait pause delay',
  approve: 'approval approve ask permission',
  notify: 'notification notify message tell inform email sms text alert send',
  foreach: 'loop each',
  if: 'condition check if',
  parallel: 'parallel',
  try: 'retry try error',
};

/** The step that words name best: by its name, its operation, the words that asked for it or its kind. */
export function findStep(index: CatalogIndex, flow: FlowIR, tokens: readonly Token[]): FoundStep | undefined {
  const words = tokens
    .filter(
      (token) =>
        (token.kind === 'word' && !STOP_WORDS.has(token.lower) && !/^(?:step|task|part)$/.test(token.lower)) ||
        token.kind === 'number',
    )
    .flatMap((token) => wordsOf(index, token));
  if (words.length === 0) return undefined;
  const found = flow.steps
    .filter((step) => step.kind !== 'end')
    .map((step) => ({ step, score: scoreOf(index, step, words) }))
    .sort((a, b) => b.score - a.score);
  const [best] = found;
  // Of several words a verb alone says too little.
  const least = words.length > 1 ? GOOD_ENOUGH + 0.01 : GOOD_ENOUGH;
  return best && best.score >= least ? best : undefined;
}

/** "adding" is the verb "add", `listOrders` two words. */
function wordsOf(index: CatalogIndex, token: Token): readonly string[] {
  if (token.kind === 'number') return [token.lower];
  const base = index.verbs.get(token.lower)?.senses[0]?.base;
  return base === undefined ? splitWords(token.text).map(stem) : [stem(base)];
}

function scoreOf(index: CatalogIndex, step: FlowStep, words: readonly string[]): number {
  const own = ownWords(index, step);
  const said = [step.words?.text ?? '', JSON.stringify(step.args.map((arg) => arg.value))]
    .flatMap(splitWords)
    .map(stem);
  const sum = words.reduce((total, word) => total + wordScore(index, word, own, said), 0);
  // Blocks carry the words of what is in them; a plain step is meant rather than the block around it.
  return sum / words.length - (/^(?:if|foreach|try)$/.test(step.kind) ? 0.1 : 0);
}

function wordScore(index: CatalogIndex, word: string, own: readonly string[], said: readonly string[]): number {
  if (own.includes(word)) return 1;
  if (own.some((other) => sameThing(other, word)) || verbsAlike(index, own, word)) return 0.85;
  return said.includes(word) ? 0.7 : 0;
}

/** The words of a step's name, kind and operation. */
function ownWords(index: CatalogIndex, step: FlowStep): string[] {
  const document = step.kind === 'call' ? index.byId.get(step.op ?? '') : undefined;
  const named = [step.id, KIND_WORDS[step.kind] ?? ''].flatMap(splitWords).map(stem);
  // An operation that the catalog no longer has is still known by its name.
  if (!document) return [...named, ...splitWords(step.op ?? '').map(stem)];
  const verbs = document.verb.map((verb) => stem(verb.base));
  return [...named, ...document.words.name, ...document.words.group, ...verbs];
}

function verbsAlike(index: CatalogIndex, own: readonly string[], word: string): boolean {
  const groups = index.verbs.get(word)?.senses.map((verb) => verb.group) ?? [];
  return (
    groups.length > 0 &&
    own.some((other) => index.verbs.get(other)?.senses.some((verb) => groups.includes(verb.group)) ?? false)
  );
}
