import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@parley/kernel';
import { z } from 'zod';

const Environment = z.object({
  PARLEY_HOME: z.string().min(1).default(join(homedir(), '.parley')),
  PARLEY_URL: z.url().optional(),
  PARLEY_CLIENT_ID: z.string().optional(),
  PARLEY_CLIENT_SECRET: z.string().optional(),
  PARLEY_TENANT: z.string().optional(),
  NO_COLOR: z.string().optional(),
});

/** What the command line takes from its surroundings. */
export interface CliConfig {
  /** Data directory of a local installation, where it leaves the address and credentials for this command. */
  readonly home: string;
  /** A remote installation, instead of the local one. */
  readonly remote:
    | { readonly url: string; readonly clientId: string; readonly clientSecret: string; readonly tenant?: string }
    | undefined;
}

/** The one place where the command line reads the environment. */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const values = loadConfig(Environment, env);
  const { PARLEY_URL: url, PARLEY_CLIENT_ID: clientId, PARLEY_CLIENT_SECRET: clientSecret } = values;
  if (url === undefined || clientId === undefined || clientSecret === undefined) {
    return { home: values.PARLEY_HOME, remote: undefined };
  }
  const tenant = values.PARLEY_TENANT;
  return { home: values.PARLEY_HOME, remote: { url, clientId, clientSecret, ...(tenant !== undefined && { tenant }) } };
}
