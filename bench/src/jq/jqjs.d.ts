declare module '@michaelhomer/jqjs' {
  /** jqjs has no types of its own. */
  export function compile(source: string): (input: unknown) => Generator<unknown>;
}
