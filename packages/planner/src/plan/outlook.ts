import type { Clause } from '../clauses/clause.ts';

/** What planning one list of clauses has to know of the others. */
export interface Outlook {
  /** Clauses that come after the list, outside of it. */
  readonly after: readonly Clause[];
  /** Clauses that an earlier step has made use of, with what is left of each to be planned in its place. */
  readonly consumed: Map<Clause, readonly Clause[]>;
}

/** Plans clauses into the current block; `after` is what follows them, by default what follows the clause at hand. */
export type Walk = (clauses: readonly Clause[], after?: readonly Clause[]) => void;

const CHANGES = new Set(['create', 'update', 'delete', 'act']);

/** True when clauses change something in a system, not only look or tell. */
export function changesSomething(clauses: readonly Clause[]): boolean {
  return clauses.some((clause) => {
    if (clause.type === 'action') return CHANGES.has(clause.verb[0]?.class ?? '');
    if (clause.type === 'if') return changesSomething([...clause.then, ...clause.otherwise]);
    return 'body' in clause && changesSomething(clause.body);
  });
}

/** True when clauses turn something down for good, after which nothing else is to be done with it. */
export function turnsDown(clauses: readonly Clause[]): boolean {
  return clauses.some((clause) => clause.type === 'action' && /^(?:reject|cancel)$/.test(clause.verb[0]?.group ?? ''));
}
