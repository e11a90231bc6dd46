import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenSource } from '@parley/adapter-oidc';
import {
  conversationOperations,
  createUserClient,
  platformOperations,
  type UserClient,
  workflowOperations,
} from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { CliConfig } from './config.ts';

const operations = { ...conversationOperations, ...workflowOperations, ...platformOperations };

/** Every operation the command line uses, as the person it acts for. */
export type ParleyClient = UserClient<typeof operations>;

/** A client of an installation, with its address. */
export interface Session {
  readonly url: string;
  readonly client: ParleyClient;
}

/** Where an installation is and how to get tokens for it. */
export interface Access {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenant?: string;
}

/** The file in the data directory in which a running installation leaves its {@link Access}. */
const SESSION_FILE = 'session.json';

/** Connects to the installation that the configuration names, or to the one that runs on this machine. */
export async function openSession(config: CliConfig): Promise<Session> {
  return connect(config.remote ?? (await readLocalAccess(config.home)));
}

/** A session with known access. */
export function connect(access: Access): Session {
  const { clientId, clientSecret } = access;
  const token = createTokenSource({ issuer: `${access.url}/oidc`, clientId, clientSecret });
  const tenant = access.tenant === undefined ? {} : { tenant: access.tenant };
  return { url: access.url, client: createUserClient(operations, { baseUrl: access.url, token, ...tenant }) };
}

async function readLocalAccess(home: string): Promise<Access> {
  try {
    return JSON.parse(await readFile(join(home, SESSION_FILE), 'utf8')) as Access;
  } catch (cause) {
    throw commonError('unavailable', `No Parley has been started with its data in ${home}`, {
      hint: 'Start one with "parley up", or set PARLEY_URL, PARLEY_CLIENT_ID and PARLEY_CLIENT_SECRET.',
      cause,
    });
  }
}
