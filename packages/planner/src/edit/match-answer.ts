import type { Question } from '../conversation.ts';
import { splitWords } from '../normalise/stem.ts';

/** An answer to one of the open questions; `value` is a choice's value, or the text where that is welcome. */
export interface Answer {
  readonly question: Question;
  readonly value: string;
  readonly chosen: boolean;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const CONSENT =
  /^(?:yes|yep|yeah|ok|okay|sure|fine|default|the default|go with the default|sounds good|correct|right|that is fine|as you like|either)$/;
const LONGEST_FREE = 300;

/** The question that an utterance answers by naming a choice; free text answers only the first that welcomes it. */
export function matchAnswer(open: readonly Question[], utterance: string): Answer | undefined {
  const text = utterance
    .trim()
    .replace(/[.!]+$/, '')
    .toLowerCase();
  for (const question of open) {
    const value = chosenValue(question, text);
    if (value !== undefined) return { question, value, chosen: true };
  }
  const free = open.find((question) => question.free && question.blocking) ?? open.find((question) => question.free);
  return free && text !== '' && text.length <= LONGEST_FREE
    ? { question: free, value: utterance.trim(), chosen: false }
    : undefined;
}

function chosenValue(question: Question, text: string): string | undefined {
  const { choices } = question;
  const exact = choices.find((choice) => choice.value.toLowerCase() === text || choice.label.toLowerCase() === text);
  if (exact) return exact.value;
  const numbered = numberedChoice(question, text);
  if (numbered !== undefined) return choices[numbered]?.value;
  if (question.default !== undefined && CONSENT.test(text)) return question.default;
  return namedChoice(question, text);
}

/** "2", "b", "the second one", "option 3"; a bare number is a value where numbers are asked for. */
function numberedChoice(question: Question, text: string): number | undefined {
  const bare = /^(?:option |number |choice |#)?(\d)[).]?$/.exec(text)?.[1];
  const wantsNumber = question.slot.startsWith('arg:') && question.free;
  if (bare !== undefined && !(wantsNumber && /^\d$/.test(text))) return inRange(question, Number(bare) - 1);
  const letter = /^(?:option )?([a-f])[).]?$/.exec(text)?.[1];
  if (letter !== undefined) return inRange(question, letter.charCodeAt(0) - 97);
  const ordinal = ORDINALS.findIndex((word) => new RegExp(`^(?:the )?${word}(?: (?:one|option|choice))?$`).test(text));
  return ordinal < 0 ? undefined : inRange(question, ordinal);
}

function inRange(question: Question, at: number): number | undefined {
  return at >= 0 && at < question.choices.length ? at : undefined;
}

/** The one choice whose label holds all the words. */
function namedChoice({ choices }: Question, text: string): string | undefined {
  const words = splitWords(text).filter(
    (word) => !/^(?:the|a|an|it|please|should|just|use|take|by|to|of|let)$/.test(word),
  );
  if (words.length === 0 || words.length > 8) return undefined;
  const fitting = choices.filter((choice) => {
    const known = [...splitWords(choice.label), ...splitWords(choice.value)];
    return words.every((word) => known.includes(word) || known.includes(word.replace(/s$/, '')));
  });
  return fitting.length === 1 ? fitting[0]?.value : undefined;
}
