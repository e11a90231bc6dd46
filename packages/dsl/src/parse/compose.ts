import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { ParseLimits } from './limits.ts';
import type { Report } from './report.ts';
import type { ScalarStyle, SyntaxEntry, SyntaxList, SyntaxMap, SyntaxNode, SyntaxScalar } from './syntax-tree.ts';

// What the `yaml` package takes for the name of an anchor when it writes one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVALID_ANCHOR = /[\x00-\x19\s,[\]{}]/;

const EMPTY: SyntaxScalar = { kind: 'scalar', style: 'plain', value: null, start: 0, end: 0 };

/** Thrown inside this file only, to leave the recursion when a limit is passed. */
class LimitPassed extends Error {}

/** Turns a document of the `yaml` package into our tree; undefined when a limit is passed. */
export function composeTree(document: Document, limits: ParseLimits, report: Report): SyntaxNode | undefined {
  const composer = new Composer(limits, report);
  try {
    return composer.node(document.contents as Node | null, 0, 0);
  } catch (error) {
    if (error instanceof LimitPassed) return undefined;
    throw error;
  }
}

class Composer {
  private nodes = 0;
  private readonly open = new Set<Node>();
  private readonly anchors = new Map<string, Node>();
  private expanding = 0;
  private readonly limits: ParseLimits;
  private readonly report: Report;

  constructor(limits: ParseLimits, report: Report) {
    this.limits = limits;
    this.report = report;
  }

  node(node: Node | null | undefined, depth: number, at: number): SyntaxNode {
    if (!node) return { ...EMPTY, start: at, end: at };
    this.spend(node, depth);
    if (isAlias(node)) return this.alias(node, depth);
    if (this.refusedTag(node)) return { ...EMPTY, start: at, end: at };
    // An anchor counts from where it stands; seen again through an alias it is nothing new.
    if (node.anchor !== undefined && this.expanding === 0) this.anchor(node.anchor, node);
    if (isScalar(node)) return this.scalar(node);
    if (!isMap(node) && !isSeq(node)) return { ...EMPTY, start: at, end: at };
    this.open.add(node);
    const [start, end] = range(node);
    const result = isMap(node)
      ? { kind: 'map' as const, start, end, entries: this.entries(node, depth) }
      : {
          kind: 'list' as const,
          start,
          end,
          items: node.items.map((item) => this.node(item as Node, depth + 1, start)),
        };
    this.open.delete(node);
    return node.flow ? result : endAtLast(result);
  }

  private spend(node: Node, depth: number): void {
    this.nodes += 1;
    const { maxNodes, maxDepth } = this.limits;
    if (this.nodes <= maxNodes && depth <= maxDepth) return;
    const what = depth > maxDepth ? `nested deeper than ${maxDepth} levels` : `larger than ${maxNodes} values`;
    this.report('limit_exceeded', `The definition is ${what}`, ...range(node));
    throw new LimitPassed();
  }

  private alias(node: Alias, depth: number): SyntaxNode {
    const [start, end] = range(node);
    const target = this.anchors.get(node.source);
    if (target && !this.open.has(target)) {
      this.expanding += 1;
      const result = this.node(target, depth, start);
      this.expanding -= 1;
      return result;
    }
    if (target) this.report('unsupported_yaml', `The alias *${node.source} contains itself`, start, end);
    else this.report('yaml_syntax', `There is no anchor &${node.source} above`, start, end);
    return { ...EMPTY, start, end };
  }

  /** The `yaml` package reads anchors that it does not write. */
  private anchor(name: string, node: Node): void {
    if (INVALID_ANCHOR.test(name)) this.report('yaml_syntax', 'An anchor has no control characters', ...range(node));
    this.anchors.set(name, node);
  }

  private refusedTag(node: Node): boolean {
    const tag = isAlias(node) ? undefined : node.tag;
    if (!tag || /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/.test(tag)) return false;
    this.report('unsupported_yaml', `The tag ${tag} has no meaning in a workflow`, ...range(node));
    return true;
  }

  private scalar(node: Scalar): SyntaxScalar {
    const [start, end] = range(node);
    const base = { kind: 'scalar' as const, start, end, style: styleOf(node) };
    const { value } = node;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return { ...base, value };
    if (typeof value === 'number' && Number.isFinite(value)) return { ...base, value };
    this.report('unsupported_yaml', `${node.source ?? String(value)} is no value that JSON can carry`, start, end);
    return { ...base, value: null };
  }

  private entries(map: YAMLMap, depth: number): SyntaxEntry[] {
    const entries = new Map<string, SyntaxEntry>();
    for (const pair of map.items as Pair<Node | null, Node | null>[]) {
      const entry = this.entry(pair, depth);
      if (!entry) continue;
      if (entries.has(entry.key)) {
        this.report('duplicate_key', `The key "${entry.key}" is there twice`, entry.keyStart, entry.keyEnd);
      }
      entries.set(entry.key, entry);
    }
    return [...entries.values()];
  }

  private entry(pair: Pair<Node | null, Node | null>, depth: number): SyntaxEntry | undefined {
    if (isScalar(pair.key) && pair.key.anchor !== undefined) this.anchors.set(pair.key.anchor, pair.key);
    const keyNode = isAlias(pair.key) ? this.anchors.get(pair.key.source) : pair.key;
    const [keyStart, keyEnd] = pair.key ? range(pair.key) : pair.value ? range(pair.value) : [0, 0];
    if (!isScalar(keyNode) || keyNode.value === null) {
      this.report('unsupported_yaml', 'The key of a map must be a word', keyStart, keyEnd);
      return undefined;
    }
    const key = typeof keyNode.value === 'string' ? keyNode.value : (keyNode.source ?? String(keyNode.value));
    return { key, keyStart, keyEnd, value: this.node(pair.value, depth + 1, keyEnd) };
  }
}

/** The package counts what follows a block collection to it; ours ends with its last value. */
function endAtLast(node: SyntaxMap | SyntaxList): SyntaxNode {
  const last = node.kind === 'map' ? node.entries.at(-1)?.value : node.items.at(-1);
  return last && last.end > node.start ? { ...node, end: last.end } : node;
}

function styleOf(node: Scalar): ScalarStyle {
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return 'single';
    case Scalar.QUOTE_DOUBLE:
      return 'double';
    case Scalar.BLOCK_LITERAL:
      return 'literal';
    case Scalar.BLOCK_FOLDED:
      return 'folded';
    default:
      return 'plain';
  }
}

function range(node: Node): [number, number] {
  const at = node.range;
  return at ? [at[0], at[1]] : [0, 0];
}
