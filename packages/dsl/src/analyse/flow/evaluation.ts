import { type Origin, OTHER, type Taken, takenFrom } from './origin.ts';

/** The surroundings of an expression that is evaluated over origins. */
export interface Evaluation {
  /** What `.` stands for. */
  readonly dot: Origin;
  /** Variables without `$`. */
  readonly variables: ReadonlyMap<string, Origin>;
  /** Called with everything that the expression looks at instead of handing it on. */
  readonly read: (taken: Taken) => void;
}

/** Tells that a value is looked at. */
export function consume(origin: Origin, { read }: Evaluation): Origin {
  takenFrom(origin, read);
  return OTHER;
}

export function withDot(evaluation: Evaluation, dot: Origin): Evaluation {
  return { ...evaluation, dot };
}
