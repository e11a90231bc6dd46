/** Who a change breaks: callers, readers of the result, what starts it, who allowed it, who listens to it, who names it. */
export type BreakingKind = 'input' | 'output' | 'trigger' | 'permission' | 'event' | 'identity';

/** A difference that somebody outside the definition must know about. */
export interface BreakingChange {
  readonly kind: BreakingKind;
  /** JSON pointer into the new definition, or into the old one for what is gone. */
  readonly pointer: string;
  /** One sentence. */
  readonly message: string;
}
