import { posix } from 'node:path';
import type { SourceFile } from './workspace.ts';

/**
 * Import cycles among files, each as the list of its files. Imports of types alone leave nothing at run
 * time and do not count: the tasks of a language that nests refer to each other by nature. Tarjan's algorithm.
 */
export function findCycles(files: readonly SourceFile[]): string[][] {
  const graph = new Map(files.map((file) => [file.path, relativeTargets(file)]));
  const search = new CycleSearch(graph);
  for (const path of graph.keys()) search.visit(path);
  return search.cycles;
}

function relativeTargets(file: SourceFile): string[] {
  return file.imports
    .filter((entry) => entry.specifier.startsWith('.') && !entry.typeOnly)
    .map((entry) => posix.join(posix.dirname(file.path), entry.specifier));
}

class CycleSearch {
  readonly cycles: string[][] = [];
  readonly #graph: ReadonlyMap<string, readonly string[]>;
  readonly #index = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #stack: string[] = [];

  constructor(graph: ReadonlyMap<string, readonly string[]>) {
    this.#graph = graph;
  }

  visit(node: string): void {
    if (this.#index.has(node)) return;
    this.#index.set(node, this.#index.size);
    this.#low.set(node, this.#index.get(node)!);
    this.#stack.push(node);
    for (const next of this.#graph.get(node) ?? []) this.#follow(node, next);
    if (this.#low.get(node) === this.#index.get(node)) this.#close(node);
  }

  #follow(node: string, next: string): void {
    if (!this.#graph.has(next)) return;
    if (!this.#index.has(next)) {
      this.visit(next);
      this.#low.set(node, Math.min(this.#low.get(node)!, this.#low.get(next)!));
    } else if (this.#stack.includes(next)) {
      this.#low.set(node, Math.min(this.#low.get(node)!, this.#index.get(next)!));
    }
  }

  #close(root: string): void {
    const component = this.#stack.splice(this.#stack.indexOf(root));
    if (component.length > 1) this.cycles.push(component);
  }
}
