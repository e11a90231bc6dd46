import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { CALL_PROTOCOLS } from '../../model/calls.ts';
import { quote } from '../describe.ts';
import { uriTemplate } from '../formats.ts';
import type { ReferenceKind } from '../shape.ts';
import type { Finding, ReferenceSite } from '../site.ts';
import type { Symbols } from '../symbols.ts';
import type { CheckInput } from './check.ts';

export const FLOW_DIRECTIVES = ['continue', 'exit', 'end'] as const;

/** What a name that cannot be resolved is called, where such names are defined and which code it gets. */
const KINDS: Readonly<
  Record<Exclude<ReferenceKind, 'target' | 'function'>, { code: DiagnosticCode; what: string; group: keyof Symbols }>
> = {
  retry: { code: 'unknown_retry', what: 'retry policy', group: 'retries' },
  timeout: { code: 'unknown_timeout', what: 'timeout', group: 'timeouts' },
  error: { code: 'unknown_error', what: 'error', group: 'errors' },
  authentication: { code: 'unknown_authentication', what: 'authentication policy', group: 'authentications' },
  secret: { code: 'undeclared_secret', what: 'secret', group: 'secrets' },
};

/** Every name that refers to something must find it. */
export function* checkReferences({ survey, symbols }: CheckInput): Generator<Finding> {
  for (const site of survey.references) {
    const finding = checkReference(site, symbols);
    if (finding) yield finding;
  }
}

function checkReference(site: ReferenceSite, symbols: Symbols): Finding | undefined {
  if (site.kind === 'target') return checkTarget(site);
  if (site.kind === 'function') return checkFunction(site, symbols);
  const { code, what, group } = KINDS[site.kind];
  const known = symbols[group];
  if (known.has(site.name)) return undefined;
  return unknown(site, code, `There is no ${what} ${quote(site.name)} in use.${group}`, known);
}

function unknown(site: ReferenceSite, code: DiagnosticCode, message: string, ...sets: Iterable<string>[]): Finding {
  const near = nearest(site.name, chain(sets));
  const known = near ? [] : first(8, chain(sets));
  const hint = near ? `Did you mean ${near}?` : known.length > 0 ? `Known are ${known.join(', ')}.` : undefined;
  return { code, pointer: site.pointer, message, ...(hint && { hint }), ...(near && { replacement: near }) };
}

/** Several lists one after another, without copying them. */
function* chain(lists: readonly Iterable<string>[]): Generator<string> {
  for (const list of lists) yield* list;
}

function first(count: number, names: Iterable<string>): string[] {
  const result: string[] = [];
  for (const name of names) {
    if (result.length === count) break;
    result.push(name);
  }
  return result;
}

function checkTarget(site: ReferenceSite): Finding | undefined {
  const { siblings, outer } = site.scope;
  if (siblings.has(site.name) || (FLOW_DIRECTIVES as readonly string[]).includes(site.name)) return undefined;
  if (outer.some((names) => names.has(site.name))) {
    return {
      code: 'unknown_target',
      pointer: site.pointer,
      message: `${quote(site.name)} is a task of an outer list; a task can only go to tasks of its own list`,
      hint: 'Write exit to leave this list, and let the task around it go there.',
    };
  }
  return unknown(
    site,
    'unknown_target',
    `There is no task ${quote(site.name)} in this list`,
    siblings,
    FLOW_DIRECTIVES,
  );
}

/** `name:version@catalog`; an address such as `https://host/f@v1` is none. */
export const CATALOG_FUNCTION = /^([^:@\s/]+):([^:@\s/]+)@([^:@\s/]+)$/;

function checkFunction(site: ReferenceSite, symbols: Symbols): Finding | undefined {
  const { name } = site;
  if (symbols.functions.has(name)) return undefined;
  const catalog = CATALOG_FUNCTION.exec(name)?.[3];
  if (catalog !== undefined) {
    if (catalog === 'default' || symbols.catalogs.has(catalog)) return undefined;
    return unknownCatalog(site, catalog, symbols);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    const problem = uriTemplate(name);
    return problem && { ...problem, pointer: site.pointer };
  }
  return unknown(
    site,
    'unknown_function',
    `There is no function ${quote(name)} in use.functions`,
    symbols.functions,
    CALL_PROTOCOLS,
  );
}

function unknownCatalog(site: ReferenceSite, catalog: string, symbols: Symbols): Finding {
  const near = nearest(catalog, chain([symbols.catalogs, ['default']]));
  return {
    code: 'unknown_catalog',
    pointer: site.pointer,
    message: `There is no catalog ${quote(catalog)} in use.catalogs`,
    ...(near && { hint: `Did you mean ${near}?`, replacement: site.name.replace(/[^@]*$/, near) }),
  };
}
