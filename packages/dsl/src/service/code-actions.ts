import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TextEdit } from './rename.ts';

/** A change that removes findings. */
export interface CodeAction {
  readonly title: string;
  /** What it removes. */
  readonly diagnostics: readonly Diagnostic[];
  readonly edits: readonly TextEdit[];
}

/** The fixes of the findings that touch a range; all of a text's at once when there are several. */
export function codeActions(diagnostics: readonly Diagnostic[], start: number, end: number): CodeAction[] {
  const fixable = diagnostics.filter(({ fix, span }) => fix !== undefined && span !== undefined);
  const here = fixable.filter(({ span }) => span!.start <= end && span!.end >= start);
  const actions = here.map((diagnostic) => ({
    title: diagnostic.fix!.title,
    diagnostics: [diagnostic],
    edits: diagnostic.fix!.edits,
  }));
  if (here.length === 0 || fixable.length < 2) return actions;
  const [diagnosticsOfAll, edits] = apart(fixable);
  return [
    ...actions,
    { title: `Fix all ${diagnosticsOfAll.length} findings that can be fixed`, diagnostics: diagnosticsOfAll, edits },
  ];
}

/** As many fixes as do not overlap, in the order of the text. */
function apart(fixable: readonly Diagnostic[]): [Diagnostic[], TextEdit[]] {
  const taken: Diagnostic[] = [];
  const edits: TextEdit[] = [];
  let end = -1;
  for (const diagnostic of fixable.toSorted((a, b) => a.fix!.edits[0]!.start - b.fix!.edits[0]!.start)) {
    const own = diagnostic.fix!.edits;
    if (own.some((edit) => edit.start < end)) continue;
    taken.push(diagnostic);
    edits.push(...own);
    end = Math.max(end, ...own.map((edit) => edit.end));
  }
  return [taken, edits];
}
