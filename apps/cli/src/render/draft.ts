import type { Draft, Message, Proof } from '@parley/contracts';
import { isObject } from '@parley/kernel';
import colors from 'picocolors';

/** A draft as a person approves it: the picture, what differs, and what the rehearsal showed. */
export function renderDraft(draft: Draft): string {
  const parts = [draft.tree.trimEnd()];
  if (draft.changes.length > 0)
    parts.push(['What changes:', ...draft.changes.map((change) => `  ${change}`)].join('\n'));
  const notes = draft.diagnostics.filter((diagnostic) => diagnostic.severity !== 'hint');
  if (notes.length > 0) {
    parts.push(
      notes.map((note) => paintSeverity(note.severity)(`  line ${note.line ?? '?'}: ${note.message}`)).join('\n'),
    );
  }
  if (draft.proof) parts.push(renderProof(draft.proof));
  return parts.filter(Boolean).join('\n\n');
}

function paintSeverity(severity: 'error' | 'warning' | 'hint'): (text: string) => string {
  return severity === 'error' ? colors.red : colors.yellow;
}

/** One line per rehearsed run, then what was covered. */
function renderProof(proof: Proof): string {
  const runs = proof.runs.map((run) => {
    const mark = run.status === 'faulted' && run.fault === undefined ? colors.red('✗') : colors.green('✓');
    const effects = run.effects.map((effect) => effect.operation).join(' → ') || 'no call';
    return `  ${mark} ${run.name.padEnd(44)} ${run.status.padEnd(10)} ${colors.dim(effects)}`;
  });
  const verdict = proof.passed ? colors.green('passed') : colors.red('not passed');
  const uncovered = proof.uncovered.length > 0 ? `; never reached: ${proof.uncovered.join(', ')}` : '';
  return [
    `Rehearsal ${verdict}: ${proof.coveredTasks} of ${proof.totalTasks} tasks ran${uncovered}`,
    ...runs,
    ...(proof.consequences ?? []).map((sentence) => colors.dim(`  ${sentence}`)),
    ...proof.violations.map((violation) => colors.red(`  ${violation}`)),
  ].join('\n');
}

/** Why each step is there: the words that asked for it and what was chosen. */
export function renderExplanation(message: Message): string {
  const { explanation, assumptions } = message.detail as { explanation?: unknown; assumptions?: unknown };
  const steps = Array.isArray(explanation) ? explanation.filter(isObject) : [];
  const lines = steps.map((step) => {
    const words = isObject(step.words) ? `“${String(step.words.text)}”` : 'added';
    const reasons = Array.isArray(step.reasons) ? step.reasons.join('; ') : '';
    const operation = typeof step.operation === 'string' ? `${step.operation}  ` : '';
    return `  ${words} → ${operation}${colors.dim(reasons)}`;
  });
  const assumed = Array.isArray(assumptions) ? assumptions.map((text) => `  assumed: ${String(text)}`) : [];
  return [...lines, ...assumed].join('\n');
}
