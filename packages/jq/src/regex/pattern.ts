import type { CharSet } from './char-set.ts';

/** Conditions on a position. `lineStart` and `lineEnd` look at newlines, the others at the whole text. */
export type Assertion = 'start' | 'end' | 'endOrNewline' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'noWordBoundary';

/** The syntax tree of a regular expression. */
export type Pattern =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly body: Pattern;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'group'; readonly body: Pattern; readonly number: number }
  | { readonly kind: 'atomic'; readonly body: Pattern }
  | { readonly kind: 'look'; readonly body: Pattern; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

/** A regular expression that cannot be used; the message is Oniguruma's where it has one. */
export class PatternError extends Error {}
