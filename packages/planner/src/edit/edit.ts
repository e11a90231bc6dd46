import type { Json } from '@parley/kernel';
import type { Clause } from '../clauses/clause.ts';
import type { FlowCondition, FlowTrigger } from '../plan/flow.ts';

/** One typed change of a plan. Several are applied together or not at all. */
export type Edit =
  | { readonly kind: 'add'; readonly clauses: readonly Clause[]; readonly place: Place }
  | { readonly kind: 'remove'; readonly step: string }
  | { readonly kind: 'replace'; readonly step: string; readonly clauses: readonly Clause[] }
  | { readonly kind: 'move'; readonly step: string; readonly place: Extract<Place, { readonly step: string }> }
  | { readonly kind: 'setArgument'; readonly step: string; readonly name: string; readonly value: Json }
  | { readonly kind: 'setCondition'; readonly step: string; readonly cond: FlowCondition }
  | { readonly kind: 'onlyIf'; readonly clauses: readonly Clause[] }
  | { readonly kind: 'setTrigger'; readonly trigger: FlowTrigger }
  | { readonly kind: 'rename'; readonly title: string };

/** Where steps go. */
export type Place =
  | { readonly at: 'start' }
  | { readonly at: 'end' }
  | { readonly at: 'else' }
  | { readonly at: 'before' | 'after'; readonly step: string };
