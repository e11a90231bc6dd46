import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@parley/kernel';
import { z } from 'zod';
import { type ProcessSettings, ProcessVariables, toProcessSettings } from './calls.ts';
import { checkContainers } from './containers.ts';
import { type EngineSettings, EngineVariables, toEngineSettings } from './engine.ts';
import { type InstallationLimits, LimitVariables, toLimits } from './limits.ts';
import { type Retention, RetentionVariables, toRetention } from './retention.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const Environment = z
  .object({
    PARLEY_HOME: z.string().min(1).default(join(homedir(), '.parley')),
    PARLEY_HOST: z.string().min(1).default('127.0.0.1'),
    PARLEY_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
    PARLEY_PUBLIC_URL: z.url().optional(),
    PARLEY_DATABASE_URL: z.url().optional(),
    PARLEY_DATABASE_PREFIX: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,30}$/)
      .default('parley'),
    PARLEY_OBJECTS: z.string().startsWith('s3://').optional(),
    PARLEY_LARGE_VALUE_BYTES: z.coerce.number().int().min(1_024).max(16_777_216).default(65_536),
    ...LimitVariables.shape,
    ...RetentionVariables.shape,
    ...ProcessVariables.shape,
    ...EngineVariables.shape,
    PARLEY_EGRESS_ALLOW: list,
    PARLEY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    PARLEY_TIME_ZONE: z.string().default(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'),
  })
  .superRefine(checkContainers);

/** The settings of an installation in one process. */
export interface Config {
  /** Everything the installation keeps on disk is below this directory. */
  readonly home: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where connected systems reach the installation; its own address by default. */
  readonly publicUrl: string | undefined;
  /** A PostgreSQL to use instead of the one that comes with Parley; a role that may create databases and roles. */
  readonly databaseUrl: string | undefined;
  /** Databases are called `<prefix>_<service>`, so that several installations can share a server. */
  readonly databasePrefix: string;
  /** `s3://bucket/prefix?region=...&endpoint=...` for large values; below the data directory by default. */
  readonly objectsUrl: string | undefined;
  /** Values of executions with more bytes of JSON are kept in the object store instead of the history. */
  readonly largeValueBytes: number;
  readonly limits: InstallationLimits;
  readonly retention: Retention;
  readonly processes: ProcessSettings;
  readonly engine: EngineSettings;
  /** `host` or `host:port` that outgoing calls may reach although the address is private or loopback. */
  readonly egressAllow: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** IANA name, given to the first tenant. */
  readonly timeZone: string;
}

/** The one place where the service reads the environment. Raises `invalid_configuration` naming every wrong variable. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = loadConfig(Environment, env);
  return {
    home: values.PARLEY_HOME,
    host: values.PARLEY_HOST,
    port: values.PARLEY_PORT,
    publicUrl: values.PARLEY_PUBLIC_URL,
    databaseUrl: values.PARLEY_DATABASE_URL,
    databasePrefix: values.PARLEY_DATABASE_PREFIX,
    objectsUrl: values.PARLEY_OBJECTS,
    largeValueBytes: values.PARLEY_LARGE_VALUE_BYTES,
    limits: toLimits(values),
    retention: toRetention(values),
    processes: toProcessSettings(values),
    engine: toEngineSettings(values),
    egressAllow: values.PARLEY_EGRESS_ALLOW,
    logLevel: values.PARLEY_LOG_LEVEL,
    timeZone: values.PARLEY_TIME_ZONE,
  };
}
