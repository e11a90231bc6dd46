import { type Diagnostic, printDiagnostic } from '@parley/dsl';
import type { DefinitionText } from './read-definitions.ts';
import type { Terminal } from './terminal.ts';

/** Writes findings with their source line and a caret, in colours on a terminal. */
export function formatFindings(
  findings: readonly Diagnostic[],
  { file, text }: DefinitionText,
  { colors }: Terminal,
): string {
  const paint = { error: colors.red, warning: colors.yellow, hint: colors.cyan };
  return findings
    .map((finding) => {
      const color = paint[finding.severity];
      const [head = '', ...rest] = printDiagnostic(finding, text, file).split('\n');
      const label = `${finding.severity}[${finding.code}]`;
      const first = head.replace(label, () => color(label));
      return `${[first, ...rest.map((line) => paintLine(line, color, colors.dim))].join('\n')}\n`;
    })
    .join('\n');
}

type Paint = (text: string) => string;

function paintLine(line: string, color: Paint, dim: Paint): string {
  const [, gutter, rest] = /^(\s*\d*\s*\|)(.*)$/.exec(line) ?? [];
  if (gutter === undefined || rest === undefined) return dim(line);
  return dim(gutter) + (/^\s*\^+$/.test(rest) ? color(rest) : rest);
}

/** `2 errors, 1 warning`; empty without any. */
export function countFindings(findings: readonly Diagnostic[]): string {
  return (['error', 'warning', 'hint'] as const)
    .map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      return count === 0 ? '' : `${count} ${severity}${count === 1 ? '' : 's'}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}
