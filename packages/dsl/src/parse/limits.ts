/** What a text may cost at most. Everything beyond is a `limit_exceeded` finding, never a crash or a hang. */
export interface ParseLimits {
  /** UTF-16 units of text. Default 1,048,576. */
  readonly maxLength: number;
  /** UTF-16 units of a text that has errors or uses rarer parts of YAML, which take longer to read. Default 131,072. */
  readonly maxUnusualLength: number;
  /** Maps, lists and scalars after aliases are followed. Default 100,000. */
  readonly maxNodes: number;
  /** Nesting of maps and lists. Default 100. */
  readonly maxDepth: number;
  /** Findings that are reported before the rest is left out. Default 200. */
  readonly maxDiagnostics: number;
}

export const DEFAULT_LIMITS: ParseLimits = {
  maxLength: 1 << 20,
  maxUnusualLength: 1 << 17,
  maxNodes: 100_000,
  maxDepth: 100,
  maxDiagnostics: 200,
};
