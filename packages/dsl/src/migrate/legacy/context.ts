import { isObject } from '@parley/kernel';
import type { OldMap, OldMaps } from '../old-map.ts';
import type { Report } from '../report.ts';
import { Expressions } from './expressions.ts';

/** A list of tasks as it is being built. */
export type Tasks = Record<string, unknown>[];

const LIBRARIES = ['functions', 'events', 'errors', 'retries', 'auth'] as const;
type Library = (typeof LIBRARIES)[number];

/** What the parts of an old definition need of each other. */
export class LegacyContext {
  readonly report: Report;
  readonly expressions: Expressions;
  readonly root: OldMap;
  /** The namespace that workflows get: the old versions have none. */
  readonly namespace = 'default';
  readonly secrets: Set<string>;
  /** Entries of libraries that were asked for. */
  readonly used = new Set<OldMap>();
  /** The names of the states that directives can go to. */
  states: ReadonlySet<string> = new Set();
  /** Pointer of the state whose events start executions. */
  startedBy: string | undefined;
  private readonly libraries: Readonly<Record<Library, ReadonlyMap<string, OldMap>>>;

  constructor(root: OldMap, maps: OldMaps) {
    this.report = maps.report;
    this.root = root;
    const byName = (key: Library): [Library, Map<string, OldMap>] => [key, this.library(key)];
    this.libraries = Object.fromEntries(LIBRARIES.map(byName)) as Record<Library, Map<string, OldMap>>;
    this.secrets = new Set(root.texts('secrets'));
    this.expressions = new Expressions(this.report, this.constants(), (name) => this.find('functions', name));
  }

  /** The entry of a library by its name. */
  find(library: Library, name: string): OldMap | undefined {
    const entry = this.libraries[library].get(name);
    if (entry) this.used.add(entry);
    return entry;
  }

  all(library: Library): Iterable<readonly [string, OldMap]> {
    return this.libraries[library];
  }

  private library(key: Library): Map<string, OldMap> {
    const nested = key === 'errors' && isObject(this.root.any(key)) ? this.root.map(key) : undefined;
    const list = nested ? nested.list('definitions') : this.root.list(key);
    const outside = this.root.any(key);
    if (typeof outside === 'string') {
      const advice = 'Put what the document defines into the definition, and migrate again.';
      this.report.lost(this.root.place(key), `The ${key} are defined in another document, ${outside}`, advice);
    }
    return new Map(list.map((entry) => [entry.text('name') ?? '', entry]));
  }

  private constants(): unknown {
    const constants = this.root.any('constants');
    if (typeof constants !== 'string') return constants;
    this.report.lost(this.root.place('constants'), `The constants are in another document, ${constants}`);
    return undefined;
  }
}

/** Names for tasks of one list, each given once. */
export class Names {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(['continue', 'exit', 'end', ...taken]);
  }

  unique(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.taken.has(name); i++) name = `${wanted}-${i}`;
    this.taken.add(name);
    return name;
  }
}

/** A map without what is undefined. */
export function present(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}
