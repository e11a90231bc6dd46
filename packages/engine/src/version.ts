import type { InterpreterInfo } from './history.ts';

/**
 * E8: what a new execution records about the interpreter that started it. A change of semantics that could alter the
 * replay of a running execution gets a number here, and the old behaviour stays for executions without it.
 *
 * No flags yet.
 */
export const INTERPRETER: InterpreterInfo = { version: 1, flags: [] };
