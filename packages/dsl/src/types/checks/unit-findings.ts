import type { Binary, Expression, ObjectEntry, Span, Type } from '@parley/jq';
import { visitExpression } from '../../expression/analyse.ts';
import type { ReadExpression } from '../../expression/read-expression.ts';
import type { Finding } from '../../validate/site.ts';
import type { Environment } from '../environment.ts';
import type { PlacedSource } from './expression-findings.ts';
import { measuredBy, measuredName } from './measured.ts';
import { type Measured, unitConflict } from './units.ts';

const COMPARED = new Set<string>(['==', '!=', '<', '<=', '>', '>=', '+', '-']);
/** Where `.` changes inside the expression, so that its properties are not those of the input. */
const REBINDS = new Set<string>(['pipe', 'call', 'reduce', 'foreach', 'define']);

/** The parts of an expression that put two measured values together. */
interface Measurements {
  readonly binaries: readonly Binary[];
  readonly entries: readonly ObjectEntry[];
  /** `.` is the input everywhere. */
  readonly direct: boolean;
}

const KNOWN = new WeakMap<object, Measurements>();

function measurementsOf(ast: Expression): Measurements {
  const known = KNOWN.get(ast);
  if (known) return known;
  const binaries: Binary[] = [];
  const entries: ObjectEntry[] = [];
  let direct = true;
  visitExpression(ast, (node) => {
    const part = node as Expression | ObjectEntry;
    if (REBINDS.has(part.kind)) direct = false;
    if (part.kind === 'binary' && COMPARED.has(part.operator) && measuredName(part.left) && measuredName(part.right)) {
      binaries.push(part);
    } else if (part.kind === 'entry' && part.key.kind === 'literal' && measuredName(part.value)) entries.push(part);
  });
  const measurements = { binaries, entries, direct };
  KNOWN.set(ast, measurements);
  return measurements;
}

/** Values of different units that an expression compares, adds, or puts under a name of another unit. */
export function unitFindings(
  read: ReadExpression,
  input: Type,
  environment: Environment,
  { pointer, offset }: PlacedSource,
): Finding[] {
  const { binaries, entries, direct } = measurementsOf(read.ast);
  if (binaries.length + entries.length === 0) return [];
  const measured = (node: Expression): Measured =>
    (direct ? measuredBy(node, input, environment) : undefined) ?? { name: measuredName(node)!, doc: undefined };
  const found: Finding[] = [];
  const report = (conflict: string | undefined, span: Span): void => {
    if (conflict === undefined) return;
    const within = { start: span.start + offset, end: span.end + offset };
    found.push({ code: 'unit_mismatch', pointer, within, message: conflict });
  };
  for (const node of binaries) report(unitConflict(measured(node.left), measured(node.right)), node.span);
  for (const { key, value } of entries) {
    const name = key.kind === 'literal' && typeof key.value === 'string' ? key.value : '';
    report(unitConflict(measured(value), { name, doc: undefined }), value.span);
  }
  return found;
}
