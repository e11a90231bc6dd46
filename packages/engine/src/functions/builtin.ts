import type { Scope } from '../interpret/scope.ts';

/** A function of the `default` catalog that is made of several durable operations. */
export type Builtin = (scope: Scope, args: Readonly<Record<string, unknown>>) => Generator<unknown, unknown, unknown>;
