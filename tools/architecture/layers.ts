/**
 * The layers of the repository, innermost first. A workspace may import workspaces of layers before its own; within a
 * layer only what `mayImport` names.
 */
export interface Layer {
  readonly name: string;
  /** Folders below which the layer's workspaces are. */
  readonly folders: readonly RegExp[];
  /** Import names of the same layer that are allowed, by importing workspace. */
  readonly within?: (from: string, to: string) => boolean;
}

const LANGUAGES = ['@parley/jq', '@parley/dsl', '@parley/engine', '@parley/planner', '@parley/llm'];

export const LAYERS: readonly Layer[] = [
  { name: 'kernel', folders: [/^packages\/kernel$/] },
  { name: 'contracts', folders: [/^packages\/contracts$/] },
  {
    name: 'languages',
    folders: [/^packages\/(jq|dsl|engine|planner|llm)$/],
    // Expressions know nothing of workflows, workflows nothing of their execution, neither of conversations.
    within: (from, to) => to !== '@parley/planner' && LANGUAGES.indexOf(to) < LANGUAGES.indexOf(from),
  },
  { name: 'modules', folders: [/^packages\/modules\/[a-z-]+$/] },
  { name: 'adapters', folders: [/^packages\/adapters\/[a-z0-9-]+$/] },
  { name: 'examples', folders: [/^examples\/[a-z-]+$/] },
  { name: 'services', folders: [/^services\/[a-z-]+$/] },
  { name: 'apps', folders: [/^apps\/[a-z-]+$/, /^conformance$/, /^bench$/, /^chaos$/] },
];

/** Packages that import nothing of Parley, whatever their layer would allow. */
export const INDEPENDENT: ReadonlySet<string> = new Set(['@parley/jq']);

/** Packages that run in a browser as well: nothing of Node in their sources. */
export const BROWSER_SAFE: ReadonlySet<string> = new Set([
  '@parley/kernel',
  '@parley/contracts',
  '@parley/jq',
  '@parley/dsl',
  '@parley/planner',
]);

/** Position of the layer that a workspace's folder belongs to. */
export function layerOf(folder: string): number {
  return LAYERS.findIndex((layer) => layer.folders.some((pattern) => pattern.test(folder)));
}
