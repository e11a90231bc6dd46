import type { Span } from '../ast.ts';
import { itemsOf } from './access.ts';
import type { Findings, Fix } from './findings.ts';
import { nearestName } from './nearest.ts';
import { isEmptySlot, Kind, type ObjectShape, type Type } from './type.ts';

/**
 * Reports a property that no alternative of an object type has: an error if they are all closed, a warning if some are
 * open only because their schema does not say otherwise, nothing if one is open on purpose.
 */
export function checkProperty(findings: Findings, target: Type, name: string, span: Span): void {
  const shapes = target.objects;
  if (shapes === undefined) return;
  let closed = true;
  for (const shape of shapes) {
    if (shape.properties.has(name)) return;
    if (isEmptySlot(shape.additional)) continue;
    if (!shape.implicit) return;
    closed = false;
  }
  const nearest = nearestName(name, namesOf(shapes));
  const owner = shapes.length === 1 && shapes[0]!.name !== undefined ? shapes[0]!.name : 'the object';
  const guess =
    nearest === undefined ? {} : { hint: `Did you mean ${quoted(nearest)}?`, fix: fixFor(span, name, nearest) };
  findings.report(
    {
      code: closed ? 'unknown_property' : 'undeclared_property',
      severity: closed ? 'error' : 'warning',
      span,
      message: `${quoted(name)} is not a property of ${owner}${closed ? '' : ' as its schema describes it'}`,
      ...guess,
    },
    false,
  );
}

function* namesOf(shapes: readonly ObjectShape[]): Iterable<string> {
  for (const shape of shapes) yield* shape.properties.keys();
}

const quoted = (name: string): string => JSON.stringify(name);

/** Replaces a name as it was written: bare after a dot, or quoted. */
function fixFor(span: Span, written: string, name: string): Fix {
  const bare = span.end - span.start === written.length && /^[A-Za-z_]\w*$/.test(name);
  return { span, text: bare ? name : quoted(name) };
}

/** `.items.name` to `.items[].name`, where the items have the property. */
export function propertyFixForArray(target: Type, name: string, before: Span): Fix | undefined {
  if (!(target.kinds & Kind.array)) return undefined;
  const has = itemsOf(target).objects?.some((shape) => shape.properties.has(name));
  if (!has) return undefined;
  const text = before.start === before.end ? '.[]' : '[]';
  return { span: { start: before.end, end: before.end }, text };
}
