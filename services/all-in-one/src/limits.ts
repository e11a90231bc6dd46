import { DEFAULT_LIMITS, LIMIT_DOCS, type Limits } from '@parley/engine';
import { z } from 'zod';

type ExecutionLimit = keyof typeof LIMIT_DOCS;

/** Bounds of what one tenant may have under way at a time. */
export interface TenantLimits {
  /** Executions that have not ended. */
  readonly openExecutions: number;
  /** Calls that its executions make at a time; further ones wait. */
  readonly callsInFlight: number;
}

/** Bounds of an installation, set by environment variables. */
export interface InstallationLimits {
  /** Those of one execution that differ from the defaults; undefined when none does. */
  readonly execution: Partial<Limits> | undefined;
  readonly tenant: TenantLimits;
  /** Calls of all tenants at a time; they take turns. */
  readonly callsInFlight: number;
  /** Requests that one caller may make per second for ever; twice as many at once after a pause. */
  readonly requestsPerSecond: number;
}

interface Documented {
  readonly variable: string;
  readonly fallback: number;
  readonly bounds: string;
  readonly reached: string;
}

const OWN = {
  PARLEY_LIMIT_OPEN_EXECUTIONS: {
    fallback: 100_000,
    bounds: 'executions of a tenant that have not ended',
    reached: '`too_many_executions` (429) where one is started; an event or a schedule tries again later',
  },
  PARLEY_LIMIT_TENANT_CALLS: {
    fallback: 64,
    bounds: 'calls that the executions of one tenant make at a time',
    reached: 'further ones wait, in order',
  },
  PARLEY_LIMIT_CALLS: {
    fallback: 256,
    bounds: 'calls of all tenants at a time',
    reached: 'further ones wait; tenants take turns',
  },
  PARLEY_LIMIT_REQUESTS: {
    fallback: 200,
    bounds: 'HTTP requests per second of one caller; twice as many at once after a pause',
    reached: '`rate_limited` (429) with the time to wait',
  },
} as const;

/** `maxConcurrentBranches` is `PARLEY_LIMIT_CONCURRENT_BRANCHES`. */
function variableOf(limit: ExecutionLimit): string {
  const words = limit.slice('max'.length).replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_');
  return `PARLEY_LIMIT_${words.toUpperCase()}`;
}

const EXECUTION_LIMITS = Object.keys(LIMIT_DOCS) as ExecutionLimit[];
const MOST = 1_000_000_000;
const bound = z.coerce.number().int().min(1).max(MOST);

/** The environment variables of all limits; those of executions are undefined where the default holds. */
export const LimitVariables = z.object({
  ...Object.fromEntries(EXECUTION_LIMITS.map((limit) => [variableOf(limit), bound.optional()])),
  PARLEY_LIMIT_OPEN_EXECUTIONS: bound.default(OWN.PARLEY_LIMIT_OPEN_EXECUTIONS.fallback),
  PARLEY_LIMIT_TENANT_CALLS: bound.default(OWN.PARLEY_LIMIT_TENANT_CALLS.fallback),
  PARLEY_LIMIT_CALLS: bound.default(OWN.PARLEY_LIMIT_CALLS.fallback),
  PARLEY_LIMIT_REQUESTS: bound.default(OWN.PARLEY_LIMIT_REQUESTS.fallback),
});

/** The limits that the variables give. */
export function toLimits(values: z.infer<typeof LimitVariables>): InstallationLimits {
  const given = EXECUTION_LIMITS.flatMap((limit): [string, number][] => {
    const value = (values as Readonly<Record<string, unknown>>)[variableOf(limit)];
    return typeof value === 'number' ? [[limit, value]] : [];
  });
  return {
    execution: given.length > 0 ? Object.fromEntries(given) : undefined,
    tenant: {
      openExecutions: values.PARLEY_LIMIT_OPEN_EXECUTIONS,
      callsInFlight: values.PARLEY_LIMIT_TENANT_CALLS,
    },
    callsInFlight: values.PARLEY_LIMIT_CALLS,
    requestsPerSecond: values.PARLEY_LIMIT_REQUESTS,
  };
}

function documented(): Documented[] {
  const ofExecutions = EXECUTION_LIMITS.map((limit): Documented => {
    const { bounds, hint } = LIMIT_DOCS[limit];
    const reached = hint === undefined ? '' : `\`runtime\` error, \`limit ${limit}\`. ${hint}`;
    return { variable: variableOf(limit), fallback: DEFAULT_LIMITS[limit], bounds, reached };
  });
  const own = Object.entries(OWN).map(([variable, limit]): Documented => ({ variable, ...limit }));
  return [...ofExecutions, ...own];
}

/** `docs/reference/limits.md`. */
export function limitsReference(): string {
  const rows = documented().map(
    ({ variable, fallback, bounds, reached }) =>
      `| ${bounds} | ${fallback.toLocaleString('en-US')} | \`${variable}\` | ${reached} |`,
  );
  return `# Limits

Written from \`services/all-in-one/src/limits.ts\` and \`packages/engine/src/interpret/limits.ts\` by
\`npx tsx services/all-in-one/scripts/write-limits-reference.ts\`.

An execution keeps the limits that it started with: changing a variable changes executions that start later. A limit that is
reached within an execution is an error of the workflow language. It can be caught, and what was done is undone as the definition
says. An input larger than a value may be is refused with \`payload_too_large\` (413).

| what | default | variable | when it is reached |
|---|---|---|---|
${rows.join('\n')}
`;
}
