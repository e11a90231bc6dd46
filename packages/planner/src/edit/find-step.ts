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
    .flatMap((token) => (token.kind === 'number' ? [token.lower] : splitWords(token.text).map(stem)));
  if (words.length === 0) return undefined;
  const found = flow.steps
    .filter((step) => step.kind !== 'end')
    .map((step) => ({ step, score: scoreOf(index, step, words) }))
    .sort((a, b) => b.score - a.score);
  const [best] = found;
  return best && best.score >= GOOD_ENOUGH ? best : undefined;
}

function scoreOf(index: CatalogIndex, step: FlowStep, words: readonly string[]): number {
  const document = step.kind === 'call' ? index.byId.get(step.op ?? '') : undefined;
  const name = splitWords(step.id).map(stem);
  const own = [
    ...name,
    ...(document?.words.name ?? []),
    ...(document?.words.group ?? []),
    ...(document?.verb ?? []).map((verb) => stem(verb.base)),
    ...splitWords(KIND_WORDS[step.kind] ?? '').map(stem),
  ];
  const said = [
    ...splitWords(step.words?.text ?? ''),
    ...splitWords(JSON.stringify(step.args.map((arg) => arg.value))),
  ].map(stem);
  // Blocks carry the words of what is in them; a plain step is meant rather than the block around it.
  const block = step.kind === 'if' || step.kind === 'foreach' || step.kind === 'try' ? 0.1 : 0;
  const sum = words.reduce((total, word) => {
    if (own.some((other) => other === word)) return total + 1;
    if (own.some((other) => sameThing(other, word)) || verbsAlike(index, own, word)) return total + 0.85;
    return total + (said.includes(word) ? 0.7 : 0);
  }, 0);
  return sum / words.length - block;
}

function verbsAlike(index: CatalogIndex, own: readonly string[], word: string): boolean {
  const groups = index.verbs.get(word)?.senses.map((verb) => verb.group) ?? [];
  return (
    groups.length > 0 &&
    own.some((other) => index.verbs.get(other)?.senses.some((verb) => groups.includes(verb.group)) ?? false)
  );
}
