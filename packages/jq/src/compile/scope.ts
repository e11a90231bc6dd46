import type { FunctionDefinition } from '../ast.ts';
import type { Code } from './code.ts';

/** A function of the program, while and after its body is compiled. */
export interface FunctionInfo {
  readonly definition: FunctionDefinition;
  /** Where it is defined, itself included. */
  scope: Scope;
  /** The compiled body; null while it is being compiled, so a call that finds null is a recursion. */
  body: Code | null;
  /** True once a call inside its own body was found. */
  recursive: boolean;
  /** Which parameters the body calls; those that are only read as `$x` need no closure. */
  readonly called: boolean[];
}

/** A parameter: one that is bound at run time, or one whose argument was put in its place. */
export type Parameter =
  | { readonly levels: number; readonly owner: FunctionInfo; readonly position: number }
  | { readonly code: Code; readonly levels: number };

type Entry =
  | { readonly kind: 'variable' | 'label'; readonly name: string; readonly slot: number }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly slot: number;
      readonly owner: FunctionInfo;
      readonly position: number;
    }
  | { readonly kind: 'inlined'; readonly name: string; readonly code: Code; readonly depth: number }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'function'; readonly info: FunctionInfo };

/** The names that can be seen at a place in the program, innermost first. `depth` counts the bindings at run time. */
export class Scope {
  readonly depth: number;
  readonly #entry: Entry | null;
  readonly #parent: Scope | null;

  private constructor(depth: number, entry: Entry | null, parent: Scope | null) {
    this.depth = depth;
    this.#entry = entry;
    this.#parent = parent;
  }

  /** The scope of a whole program with these variables. */
  static of(globals: readonly string[]): Scope {
    let scope = new Scope(0, null, null);
    for (const name of globals) scope = new Scope(0, { kind: 'global', name }, scope);
    return scope;
  }

  withVariable(name: string): Scope {
    return new Scope(this.depth + 1, { kind: 'variable', name, slot: this.depth }, this);
  }

  /** The variable of a parameter that was bound before: `$x` in the same slot as `x`. */
  withVariableAt(name: string, slot: number): Scope {
    return new Scope(this.depth, { kind: 'variable', name, slot }, this);
  }

  /** One binding deeper, without a name for it. */
  withHidden(levels: number): Scope {
    return new Scope(this.depth + levels, null, this);
  }

  withParameter(name: string, owner: FunctionInfo, position: number): Scope {
    return new Scope(this.depth + 1, { kind: 'parameter', name, slot: this.depth, owner, position }, this);
  }

  /** A parameter that stands for code compiled in a scope of that depth. */
  withInlined(name: string, code: Code, depth: number): Scope {
    return new Scope(this.depth, { kind: 'inlined', name, code, depth }, this);
  }

  /** These names at another depth: for a body that is compiled into the place of a call. */
  at(depth: number): Scope {
    return new Scope(depth, null, this);
  }

  withLabel(name: string): Scope {
    return new Scope(this.depth + 1, { kind: 'label', name, slot: this.depth }, this);
  }

  withFunction(info: FunctionInfo): Scope {
    return new Scope(this.depth, { kind: 'function', info }, this);
  }

  /** How to reach a variable: a number of bindings outwards, or by its name if the whole program has it. */
  variable(name: string): number | 'global' | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      const entry = scope.#entry;
      if (entry?.kind === 'variable' && entry.name === name) return this.#levelsTo(entry.slot);
      if (entry?.kind === 'global' && entry.name === name) return 'global';
    }
    return undefined;
  }

  /** Bindings outwards to a label. */
  label(name: string): number | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      const entry = scope.#entry;
      if (entry?.kind === 'label' && entry.name === name) return this.#levelsTo(entry.slot);
    }
    return undefined;
  }

  /** The function or parameter that a name means in a call. */
  callee(name: string, arity: number): FunctionInfo | Parameter | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      const entry = scope.#entry;
      if (entry === null) continue;
      if (arity === 0 && entry.kind === 'parameter' && entry.name === name) {
        const { owner, position } = entry;
        return { levels: this.#levelsTo(entry.slot), owner, position };
      }
      if (arity === 0 && entry.kind === 'inlined' && entry.name === name) {
        return { code: entry.code, levels: this.depth - entry.depth };
      }
      if (entry.kind === 'function') {
        const { definition } = entry.info;
        if (definition.name === name && definition.parameters.length === arity) return entry.info;
      }
    }
    return undefined;
  }

  #levelsTo(slot: number): number {
    return this.depth - slot - 1;
  }
}
