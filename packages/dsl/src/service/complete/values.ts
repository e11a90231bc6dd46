import type { Catalog } from '../../catalog.ts';
import { CALL_PROTOCOLS } from '../../model/calls.ts';
import { valueAt } from '../../parse/pointer.ts';
import { FLOW_DIRECTIVES } from '../../validate/checks/references.ts';
import type { ReferenceKind } from '../../validate/shape.ts';
import { quoteIfNeeded } from '../quoting.ts';
import { type ShapeSpot, textShape } from '../shape-at.ts';
import type { Snapshot } from '../snapshot.ts';
import { taskSummary } from '../task-summary.ts';
import type { Proposal } from './completion.ts';
import { MARK } from './marked-text.ts';

/** The values that a property takes: words of a list, names of what is defined, events, durations. */
export function valueProposals(snapshot: Snapshot, spot: ShapeSpot, pointer: string, catalog: Catalog): Proposal[] {
  const { shape } = spot;
  const text = textShape(shape);
  if (shape?.kind === 'boolean') return plainValues(['true', 'false']);
  if (text?.reference) return referenceProposals(snapshot, text.reference, pointer, catalog);
  if (text?.values) return plainValues(text.values);
  if (isDuration(spot)) return DURATIONS;
  if (isEventType(spot)) return eventProposals(catalog);
  return [];
}

function plainValues(values: readonly string[]): Proposal[] {
  return values.map((value) => ({ label: value, kind: 'value', insertText: value }));
}

const DIRECTIVE_DOCS: Readonly<Record<string, string>> = {
  continue: 'Goes on with the next task of the list.',
  exit: 'Leaves the list; the task around it is done.',
  end: 'Ends the workflow.',
};

function referenceProposals(
  { survey, value }: Snapshot,
  kind: ReferenceKind,
  pointer: string,
  catalog: Catalog,
): Proposal[] {
  if (kind === 'target') {
    const site = survey.references.find((candidate) => candidate.pointer === pointer);
    const words = FLOW_DIRECTIVES.map(
      (label): Proposal => ({ label, kind: 'keyword', documentation: DIRECTIVE_DOCS[label]!, insertText: label }),
    );
    return [...names(site?.scope.siblings ?? [], 'task'), ...words];
  }
  const defined = survey.definitions.filter((definition) => definition.kind === kind).map(({ name }) => name);
  if (kind !== 'function') return names(defined, 'value');
  return [
    ...defined.map((name) => functionProposal(name, valueAt(value, `/use/functions/${name}`))),
    ...CALL_PROTOCOLS.map((label): Proposal => ({ label, kind: 'keyword', insertText: label })),
    ...catalog.functions.map(
      ({ call, summary }): Proposal => ({
        label: call,
        kind: 'function',
        documentation: summary,
        insertText: quoteIfNeeded(call),
      }),
    ),
  ];
}

function names(all: Iterable<string>, kind: Proposal['kind']): Proposal[] {
  return [...all]
    .filter((name) => !name.includes(MARK))
    .map((label) => ({ label, kind, insertText: quoteIfNeeded(label) }));
}

function functionProposal(name: string, task: unknown): Proposal {
  return { label: name, kind: 'function', detail: taskSummary(task), insertText: quoteIfNeeded(name) };
}

const DURATIONS: Proposal[] = [
  ['PT30S', '30 seconds'],
  ['PT15M', '15 minutes'],
  ['PT1H', '1 hour'],
  ['P1D', '1 day'],
].map(([label, detail]) => ({ label: label!, kind: 'value', detail: detail!, insertText: label! }));

function isDuration({ shape }: ShapeSpot): boolean {
  return textShape(shape)?.expected.startsWith('a duration') ?? false;
}

/** The `type` of an event that is sent or waited for. */
function isEventType({ shape }: ShapeSpot): boolean {
  return textShape(shape)?.expected.startsWith('an event type') ?? false;
}

function eventProposals({ events }: Catalog): Proposal[] {
  return events.map(({ type, summary, connection }) => ({
    label: type,
    kind: 'event',
    detail: connection,
    documentation: summary,
    insertText: quoteIfNeeded(type),
  }));
}
