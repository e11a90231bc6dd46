import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Workflow } from '../model/workflow.ts';
import { DEFAULT_LIMITS, type ParseLimits } from '../parse/limits.ts';
import { parseText } from '../parse/parse-text.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { toValue } from '../parse/syntax-tree.ts';
import { checkWorkflow } from './check-workflow.ts';
import { checkJson } from './json-value.ts';
import { locate, severity } from './locate.ts';
import type { Finding } from './site.ts';

export interface ParseOptions {
  /** What a text may cost; see `ParseLimits` for the defaults. */
  readonly limits?: Partial<ParseLimits>;
}

export interface CheckedWorkflow {
  /** The definition; undefined when there is any error. */
  readonly workflow: Workflow | undefined;
  /**
   * The definition when its shape is right, even if names or expressions in it are not: for tools that go on with what
   * there is (types, completion). Never run it.
   */
  readonly draft: Workflow | undefined;
  /** In document order where there is a text, otherwise errors first. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ParsedWorkflow extends CheckedWorkflow {
  readonly source: SourceMap;
}

/** Reads and checks a definition in YAML or JSON. Never throws; whatever is wrong is a finding. */
export function parseWorkflow(text: string, options: ParseOptions = {}): ParsedWorkflow {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { source, tree, diagnostics } = parseText(text, limits);
  if (!tree) return { workflow: undefined, draft: undefined, diagnostics, source };
  const checked = check(toValue(tree), limits, source, diagnostics);
  return { ...checked, source };
}

/** Checks a definition that is already a JSON value; findings have pointers but no spans. */
export function validateWorkflow(value: unknown, options: ParseOptions = {}): CheckedWorkflow {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const unusable = checkJson(value, limits);
  if (unusable) return { workflow: undefined, draft: undefined, diagnostics: [locate(unusable, undefined)] };
  return check(value, limits, undefined, []);
}

const rank = (finding: Finding): number => (severity(finding) === 'error' ? 0 : 1);

function check(
  value: unknown,
  limits: ParseLimits,
  source: SourceMap | undefined,
  syntax: readonly Diagnostic[],
): CheckedWorkflow {
  const { structure, meaning } = checkWorkflow(value, limits.maxDiagnostics);
  // Errors first, so that a flood of advice cannot hide one.
  const found = [...structure, ...meaning].toSorted((a, b) => rank(a) - rank(b)).slice(0, limits.maxDiagnostics);
  const diagnostics = [...syntax, ...found.map((finding) => locate(finding, source))];
  if (source) diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const wellFormed = !hasErrors(syntax) && structure.every((finding) => severity(finding) !== 'error');
  return {
    workflow: hasErrors(diagnostics) ? undefined : (value as Workflow),
    draft: wellFormed ? (value as Workflow) : undefined,
    diagnostics,
  };
}
