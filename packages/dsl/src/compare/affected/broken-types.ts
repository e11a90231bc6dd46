import type { Catalog } from '../../catalog.ts';
import type { Workflow } from '../../model/workflow.ts';
import { typeWorkflow } from '../../types/type-workflow.ts';
import type { Break } from './affected.ts';

/**
 * What the checker finds with the new catalog and did not find with the old one, at places where nothing else was found:
 * a comparison with a value that is gone, a computation with what is a text now.
 */
export function* brokenTypes(
  workflow: Workflow,
  before: Catalog,
  after: Catalog,
  found: readonly Break[],
): Generator<Break> {
  const covered = new Set(found.map(({ pointer }) => pointer));
  const known = new Set(findings(workflow, before).map(keyOf));
  for (const finding of findings(workflow, after)) {
    const { pointer, message } = finding;
    if (known.has(keyOf(finding)) || isCovered(covered, pointer)) continue;
    covered.add(pointer);
    yield { kind: 'no_longer_fits', pointer, subject: 'data flow', message };
  }
}

interface Found {
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
}

function findings(workflow: Workflow, catalog: Catalog): readonly Found[] {
  return typeWorkflow(workflow, catalog).diagnostics.filter(({ severity }) => severity !== 'hint');
}

const keyOf = ({ code, pointer }: Found): string => `${code} ${pointer}`;

/** True at a place that is known to break, and inside of it. */
function isCovered(covered: ReadonlySet<string>, pointer: string): boolean {
  return [...covered].some((other) => pointer === other || pointer.startsWith(`${other}/`));
}
