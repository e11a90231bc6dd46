/**
 * How long Restate waits before it gives an execution to another worker whose connection it has lost, milliseconds. What
 * a worker knew of its connection is good for less than that.
 */
export const HANDOVER_MS = 250;
