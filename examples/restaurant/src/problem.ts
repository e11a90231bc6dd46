/** An answer that is not a success, as RFC 9457 problem details. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly { path: string; message: string }[] | undefined;

  constructor(status: number, code: string, detail: string, errors?: readonly { path: string; message: string }[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** The wire form of a problem. */
export function problemBody(problem: ProblemError): Record<string, unknown> {
  const title = problem.code.replaceAll('_', ' ');
  return {
    type: `urn:restaurant:problem:${problem.code}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    ...(problem.errors && { errors: problem.errors }),
  };
}

const notFound = (what: string, id: string) => new ProblemError(404, 'not_found', `There is no ${what} ${id}.`);

export const conflict = (detail: string) => new ProblemError(409, 'conflict', detail);

/** The row with this id; a 404 problem when there is none. */
export function find<T>(rows: ReadonlyMap<string, T>, what: string, id: string): T {
  const row = rows.get(id);
  if (row === undefined) throw notFound(what, id);
  return row;
}
