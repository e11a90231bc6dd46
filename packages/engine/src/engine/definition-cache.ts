import { compileWorkflow } from '../compile/compile-workflow.ts';
import type { CompiledWorkflow } from '../compile/compiled.ts';
import type { Definitions } from '../ports/effects.ts';

const MAX_DEFINITIONS = 1_000;

/** Compiled definitions by tenant and id; the one not used for longest leaves first. */
export class DefinitionCache {
  readonly #definitions: Definitions;
  readonly #compiled = new Map<string, Promise<CompiledWorkflow>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Raises `invalid_definition` when it does not compile, and what the definitions' owner raises when there is none. */
  get(tenantId: string, definition: string): Promise<CompiledWorkflow> {
    const key = `${tenantId} ${definition}`;
    const known = this.#compiled.get(key);
    this.#compiled.delete(key);
    const compiled = known ?? this.#compile(tenantId, definition);
    this.#compiled.set(key, compiled);
    if (!known) compiled.catch(() => this.#compiled.delete(key));
    if (this.#compiled.size > MAX_DEFINITIONS) this.#compiled.delete(this.#compiled.keys().next().value!);
    return compiled;
  }

  async #compile(tenantId: string, definition: string): Promise<CompiledWorkflow> {
    return compileWorkflow(await this.#definitions.load(tenantId, definition));
  }
}
