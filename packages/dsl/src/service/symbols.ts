import { secretsRead } from '../expression/analyse.ts';
import { parentPointer } from '../parse/pointer.ts';
import { CATALOG_FUNCTION } from '../validate/checks/references.ts';
import type { DefinitionKind } from '../validate/shape.ts';
import type { ReferenceSite } from '../validate/site.ts';
import { type Declaration, declarationOf, declarations } from './declarations.ts';
import { freeVariables, placedExpressions, placeExpression } from './expression-spots.ts';
import { enclosingTask, type Snapshot, valueOffset } from './snapshot.ts';

/** What can be defined under `use`. */
export type ComponentKind = Exclude<DefinitionKind, 'variable'>;

/** Something with a name that other places refer to. */
export type DefinedSymbol =
  | { readonly kind: 'task'; readonly list: string; readonly name: string }
  | { readonly kind: 'component'; readonly of: ComponentKind; readonly name: string }
  | { readonly kind: 'variable'; readonly declaration: Declaration; readonly name: string };

/** A place where a name stands, as offsets in the source. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly definition: boolean;
  /**
   * What has to be written there for another name: a `text` of YAML, or something inside of one: a `variable` with its
   * `$`, a `shorthand` (`{$x}`), a `field` of `$secrets`, a `quoted` key, or a bare `part`.
   */
  readonly form: 'text' | 'variable' | 'shorthand' | 'field' | 'quoted' | 'part';
}

/** What the name at an offset stands for. */
export function symbolAt(snapshot: Snapshot, offset: number): DefinedSymbol | undefined {
  const spot = snapshot.at(offset);
  if (spot?.kind === 'key') return symbolOfKey(snapshot, spot.pointer);
  if (spot?.kind !== 'scalar') return undefined;
  const { pointer } = spot;
  const { survey, source } = snapshot;
  const reference = survey.references.find((site) => site.pointer === pointer);
  if (reference) return symbolOfReference(snapshot, reference);
  const defined = definitionAt(snapshot, pointer);
  if (defined) return defined;
  const declaration = declarations(snapshot).find((candidate) => candidate.pointer === pointer);
  if (declaration) return { kind: 'variable', declaration, name: declaration.name };
  return symbolInExpression(snapshot, pointer, valueOffset(source, pointer, spot.node, offset));
}

function symbolOfKey(snapshot: Snapshot, pointer: string): DefinedSymbol | undefined {
  const defined = definitionAt(snapshot, pointer);
  if (defined) return defined;
  const task = snapshot.survey.tasks.find((candidate) => candidate.pointer === pointer);
  return task && { kind: 'task', list: listOf(pointer), name: task.name };
}

function definitionAt({ survey }: Snapshot, pointer: string): DefinedSymbol | undefined {
  const site = survey.definitions.find((candidate) => candidate.pointer === pointer);
  if (!site || site.kind === 'variable') return undefined;
  return { kind: 'component', of: site.kind, name: site.name };
}

function listOf(task: string): string {
  return parentPointer(parentPointer(task)!)!;
}

function symbolOfReference(
  snapshot: Snapshot,
  { kind, name, pointer, scope }: ReferenceSite,
): DefinedSymbol | undefined {
  if (kind === 'target') {
    const task = scope.siblings.has(name) ? enclosingTask(snapshot, pointer) : undefined;
    return task === undefined ? undefined : { kind: 'task', list: listOf(task), name };
  }
  if (isDefined(snapshot, kind, name)) return { kind: 'component', of: kind, name };
  const catalog = kind === 'function' ? CATALOG_FUNCTION.exec(name)?.[3] : undefined;
  return catalog !== undefined && isDefined(snapshot, 'catalog', catalog)
    ? { kind: 'component', of: 'catalog', name: catalog }
    : undefined;
}

/** True when `use` has a component of this name. */
export function isDefined({ survey }: Snapshot, kind: ComponentKind, name: string): boolean {
  return survey.definitions.some((site) => site.kind === kind && site.name === name);
}

function symbolInExpression(snapshot: Snapshot, pointer: string, offset: number): DefinedSymbol | undefined {
  const site = snapshot.survey.expressions.find((candidate) => candidate.pointer === pointer);
  const placed = site && placeExpression(site);
  if (!placed) return undefined;
  const at = offset - placed.base;
  const touches = ({ start, end }: { start: number; end: number }): boolean => at >= start && at <= end;
  const secret = secretsRead(placed.ast).find(touches);
  if (secret) return { kind: 'component', of: 'secret', name: secret.name };
  const use = freeVariables(placed.ast).find(touches);
  const declaration = use && declarationOf(declarations(snapshot), use.name, pointer);
  return declaration && { kind: 'variable', declaration, name: declaration.name };
}

/** Every place where the name of a symbol stands, its definition first. */
export function occurrences(snapshot: Snapshot, symbol: DefinedSymbol): Occurrence[] {
  const found = [...FINDERS[symbol.kind](snapshot, symbol as never)];
  return found.sort((a, b) => Number(b.definition) - Number(a.definition) || a.start - b.start);
}

type Finder<K extends DefinedSymbol['kind']> = (
  snapshot: Snapshot,
  symbol: Extract<DefinedSymbol, { kind: K }>,
) => Iterable<Occurrence>;

const FINDERS: { readonly [K in DefinedSymbol['kind']]: Finder<K> } = {
  *task(snapshot, { list, name }) {
    const { survey, source } = snapshot;
    for (const task of survey.tasks) {
      if (task.name === name && listOf(task.pointer) === list) yield textAt(source.keySpan(task.pointer), true);
    }
    for (const { kind, name: target, pointer } of survey.references) {
      if (kind !== 'target' || target !== name) continue;
      const task = enclosingTask(snapshot, pointer);
      if (task !== undefined && listOf(task) === list) yield textAt(source.valueSpan(pointer), false);
    }
  },
  *component(snapshot, { of, name }) {
    const { survey, source } = snapshot;
    for (const site of survey.definitions) {
      if (site.kind !== of || site.name !== name) continue;
      yield textAt(of === 'secret' ? source.valueSpan(site.pointer) : source.keySpan(site.pointer), true);
    }
    if (of === 'secret') yield* secretUses(snapshot, name);
    for (const site of survey.references) {
      if (site.kind === of && site.name === name) yield textAt(source.valueSpan(site.pointer), false);
      const catalog = of === 'catalog' ? CATALOG_FUNCTION.exec(site.name)?.[3] : undefined;
      if (catalog !== name) continue;
      const from = site.name.length - name.length;
      const { start, end } = source.textSpan(site.pointer, from, site.name.length);
      yield { start, end, definition: false, form: 'part' };
    }
  },
  *variable(snapshot, { declaration, name }) {
    const { source } = snapshot;
    if (declaration.pointer !== undefined) yield textAt(source.valueSpan(declaration.pointer), true);
    const all = declarations(snapshot);
    for (const { site, ast, base } of placedExpressions(snapshot)) {
      if (!site.scope.variables.includes(name)) continue;
      const own = declarationOf(all, name, site.pointer);
      if (own?.construct !== declaration.construct || own.name !== declaration.name) continue;
      for (const use of freeVariables(ast)) {
        if (use.name !== name) continue;
        const { start, end } = source.textSpan(site.pointer, use.start + base, use.end + base);
        yield { start, end, definition: false, form: use.shorthand ? 'shorthand' : 'variable' };
      }
    }
  },
};

function* secretUses(snapshot: Snapshot, name: string): Generator<Occurrence> {
  for (const { site, ast, base, source } of placedExpressions(snapshot)) {
    for (const use of secretsRead(ast)) {
      if (use.name !== name) continue;
      const { start, end } = snapshot.source.textSpan(site.pointer, use.start + base, use.end + base);
      yield { start, end, definition: false, form: source[use.start] === '"' ? 'quoted' : 'field' };
    }
  }
}

function textAt({ start, end }: { start: number; end: number }, definition: boolean): Occurrence {
  return { start, end, definition, form: 'text' };
}
