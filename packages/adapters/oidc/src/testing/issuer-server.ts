import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@parley/kernel';
import { createDevelopmentIssuer } from '../development-issuer.ts';
import { type IssuerState, loadIssuerState } from '../issuer-state.ts';

export interface IssuerServer {
  readonly issuer: string;
  readonly state: IssuerState;
  /** Starts the issuer anew, with the state given, at the same address. */
  restart(state: IssuerState): void;
  close(): Promise<void>;
}

/** The development issuer with two users on a server of its own. */
export async function startIssuer(file?: string): Promise<IssuerServer> {
  const stateFile = file ?? join(await mkdtemp(join(tmpdir(), 'parley-issuer-')), 'issuer.json');
  const state = await loadIssuerState(stateFile, ['ann', 'bob']);
  const server = createServer((request, response) => current.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
  const create = (from: IssuerState) =>
    createDevelopmentIssuer({
      issuerUrl: issuer,
      state: from,
      users: [
        { subject: 'ann', name: 'Ann' },
        { subject: 'bob', name: 'Bob' },
      ],
      audience: 'parley-api',
      logger: silentLogger,
      webRedirectUris: ['http://127.0.0.1/callback'],
    });
  let current = create(state);
  return {
    issuer,
    state,
    restart(next) {
      current = create(next);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
