import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { hasErrors, severityOf } from '../diagnostics/diagnostic.ts';
import type { Workflow } from '../model/workflow.ts';
import { DEFAULT_LIMITS, type ParseLimits } from '../parse/limits.ts';
import { parseText } from '../parse/parse-text.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { toValue } from '../parse/syntax-tree.ts';
import { checkWorkflow } from './check-workflow.ts';
import { checkJson } from './json-value.ts';
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
  /** In document order. */
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

function check(
  value: unknown,
  limits: ParseLimits,
  source: SourceMap | undefined,
  syntax: readonly Diagnostic[],
): CheckedWorkflow {
  const { structure, meaning } = checkWorkflow(value);
  const found = [...structure, ...meaning].slice(0, limits.maxDiagnostics);
  const diagnostics = [...syntax, ...found.map((finding) => locate(finding, source))];
  if (source) diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const wellFormed = !hasErrors(syntax) && structure.every((finding) => severity(finding) !== 'error');
  return {
    workflow: hasErrors(diagnostics) ? undefined : (value as Workflow),
    draft: wellFormed ? (value as Workflow) : undefined,
    diagnostics,
  };
}

const severity = (finding: Finding) => finding.severity ?? severityOf(finding.code);

/** Gives a finding its place in the text, and its fix where a replacement is known. */
export function locate(finding: Finding, source: SourceMap | undefined): Diagnostic {
  const { code, pointer, message, hint, related, replacement } = finding;
  const span = spanOf(finding, source);
  return {
    code,
    severity: severity(finding),
    message,
    pointer,
    span,
    ...(hint !== undefined && { hint }),
    ...(related && { related: [{ ...related, span: source?.keySpan(related.pointer) }] }),
    ...(replacement !== undefined &&
      span && {
        fix: {
          title: `Replace by ${replacement}`,
          edits: [{ start: span.start, end: span.end, text: replacement }],
        },
      }),
  };
}

function spanOf(finding: Finding, source: SourceMap | undefined): Span | undefined {
  if (!source) return undefined;
  return finding.atKey ? source.keySpan(finding.pointer) : source.valueSpan(finding.pointer);
}
