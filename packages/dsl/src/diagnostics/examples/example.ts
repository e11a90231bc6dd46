import type { DiagnosticCode } from '../codes.ts';

/** A definition that has a finding and one that does not. Without `document:` the usual header goes in front. */
export interface DiagnosticExample {
  readonly bad: string;
  readonly good: string;
  /** Applied to the two definitions, where the finding is about a patch. */
  readonly patch?: { readonly bad: readonly unknown[]; readonly good: readonly unknown[] };
}

export type Examples<C extends DiagnosticCode = DiagnosticCode> = Readonly<Record<C, DiagnosticExample>>;

const HEADER = `document:
  dsl: 1.0.3
  namespace: examples
  name: example
  version: 1.0.0
`;

/** The whole definition that an example stands for. */
export function wholeExample(text: string): string {
  return /^(?:document:|[[{])/m.test(text) ? text : HEADER + text;
}
