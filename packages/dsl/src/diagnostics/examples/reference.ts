import { type CodeEntry, DIAGNOSTIC_GROUPS, type DiagnosticCode } from '../codes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { printDiagnostic } from '../print.ts';
import { DIAGNOSTIC_EXAMPLES } from './all.ts';
import { wholeExample } from './example.ts';
import { exampleFindings } from './findings.ts';

const INTRODUCTION = `# Diagnostics of the workflow language

What the parser and the checks can find in a definition. An *error* refuses the definition, a *warning* is very likely a
mistake, a *hint* is advice. A code never changes its meaning. The definitions below begin with the usual \`document\`
where none is shown. This page is written by \`npm run docs:diagnostics\` from the table of codes; the tests run its
examples.
`;

/** The reference of all diagnostics as Markdown, with what each bad example prints. */
export function diagnosticsReference(): string {
  const groups = Object.entries<Readonly<Record<string, CodeEntry>>>(DIAGNOSTIC_GROUPS).map(
    ([title, codes]) => `## ${title}\n\n${Object.entries(codes).map(section).join('\n')}`,
  );
  return [INTRODUCTION, ...groups].join('\n');
}

function section([code, { severity, doc }]: [string, CodeEntry]): string {
  const { bad, good, patch } = DIAGNOSTIC_EXAMPLES[code as DiagnosticCode];
  return `### ${code}

*${severity}* ${doc}

\`\`\`yaml
${bad}\`\`\`
${patchBlock(patch?.bad)}
\`\`\`text
${printed(code as DiagnosticCode, bad)}
\`\`\`

Right:

\`\`\`yaml
${good}\`\`\`
${patchBlock(patch?.good)}`;
}

function patchBlock(patch: readonly unknown[] | undefined): string {
  return patch === undefined ? '' : `\nwith the patch\n\n\`\`\`json\n${JSON.stringify(patch)}\n\`\`\`\n`;
}

/** What the example prints, its lines counted as they are shown. */
function printed(code: DiagnosticCode, bad: string): string {
  const text = wholeExample(bad);
  const header = text.slice(0, text.length - bad.length).split('\n').length - 1;
  return exampleFindings(code, 'bad')
    .map((finding) => printDiagnostic(shiftFinding(finding, header), text))
    .join('\n')
    .replaceAll(/^.{161,}$/gm, (line) => `${line.slice(0, 160)}…`);
}

function shiftFinding(finding: Diagnostic, lines: number): Diagnostic {
  const related = finding.related?.map((place) => ({ ...place, ...shift(place.span, lines) }));
  return { ...finding, ...shift(finding.span, lines), ...(related && { related }) };
}

function shift<S extends { readonly line: number } | undefined>(span: S, lines: number): { span: S } {
  return { span: span && { ...span, line: span.line - lines } };
}
