import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from 'oidc-provider';
import type { DevelopmentIssuerOptions } from './development-issuer-options.ts';
import { answerLogin, interactionPath } from './login.ts';
import { sendPage } from './page.ts';

/** An identity provider on a path of somebody's HTTP server. */
export interface DevelopmentIssuer {
  /** The path of `issuerUrl`, to mount it under. */
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Client id of the web application: authorization code with PKCE, no secret. */
export const WEB_CLIENT_ID = 'parley-web';

/**
 * A real OpenID provider for development. Each user is a confidential client of the same name, for programs (client
 * credentials), and an account with the secret as password, for the web (authorization code with PKCE). What it
 * remembers besides the given state is in memory: a restart ends logins, while tokens stay valid. The provider is
 * built at its first request.
 */
export function createDevelopmentIssuer(options: DevelopmentIssuerOptions): DevelopmentIssuer {
  const { pathname, host } = new URL(options.issuerUrl);
  let built: Promise<(request: IncomingMessage, response: ServerResponse) => void> | undefined;
  return {
    path: pathname,
    handle(request, response) {
      // The provider derives its addresses from these; what the caller says about the host must not decide them.
      Object.assign(request, { originalUrl: request.url, url: request.url!.slice(pathname.length) || '/' });
      request.headers.host = host;
      built ??= build(options, pathname);
      built.then(
        (answer) => answer(request, response),
        (err: unknown) => {
          built = undefined;
          options.logger.error({ err }, 'The development identity provider cannot start');
          sendPage(response, 500, 'Sign-in is not available', '<p>The log of the installation says why.</p>');
        },
      );
    },
  };
}

// The package's entry warns about Node 20 on the console; its parts, all of which run on it, do not.
const loadProvider = () =>
  Promise.all([
    import('oidc-provider/lib/provider.js'),
    import('oidc-provider/lib/adapters/memory_adapter.js'),
    import('oidc-provider/lib/helpers/interaction_policy/index.js'),
    import('oidc-provider/lib/helpers/errors.js'),
  ]);

/** Loads the provider's code (300 ms of one core) while the process waits for something else, such as a database. */
export async function preloadDevelopmentIssuer(): Promise<void> {
  await loadProvider();
}

async function build(options: DevelopmentIssuerOptions, mountPath: string) {
  const [{ Provider }, { createMemoryAdapter }, policy, { InvalidTarget }] = await loadProvider();
  const prompts = policy.base();
  prompts.remove('consent');
  const provider = new Provider(options.issuerUrl, {
    ...configure(options, mountPath, (message) => new InvalidTarget(message)),
    adapter: createMemoryAdapter(),
    interactions: { policy: prompts, url: (_, { uid }) => interactionPath(mountPath, uid) },
  });
  provider.on('server_error', (_, err) => options.logger.error({ err }, 'The development identity provider failed'));
  const answer = provider.callback();
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!request.url!.startsWith('/interaction/')) return void answer(request, response);
    answerLogin(provider, options, request, response).catch((err: unknown) => {
      options.logger.warn({ err }, 'A login failed');
      sendPage(response, 400, 'This login is over', '<p>Go back to where you came from and sign in again.</p>');
    });
  };
}

function configure(
  options: DevelopmentIssuerOptions,
  mountPath: string,
  invalidTarget: (message: string) => Error,
): Configuration {
  const hour = 3600;
  const accessTokenSeconds = options.accessTokenSeconds ?? hour;
  const resource = `urn:parley:${options.audience}`;
  const names = new Map(options.users.map(({ subject, name }) => [subject, name]));
  return {
    jwks: { keys: structuredClone(options.state.keys) as never },
    cookies: { keys: [options.state.cookieSecret], short: { path: mountPath }, long: { path: mountPath } },
    clients: [...options.users.map(({ subject, name }) => programClient(options, subject, name)), webClient(options)],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    claims: { openid: ['sub'], profile: ['name'] },
    scopes: ['openid', 'profile', 'offline_access'],
    pkce: { required: () => true },
    findAccount: (_, subject) =>
      names.has(subject)
        ? { accountId: subject, claims: async () => ({ sub: subject, name: names.get(subject) }) }
        : undefined,
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope('openid profile offline_access');
      grant.addResourceScope(resource, 'openid profile offline_access');
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: hour,
      Interaction: hour,
      RefreshToken: 14 * 24 * hour,
      Grant: 14 * 24 * hour,
      Session: 14 * 24 * hour,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, indicator) => {
          if (indicator !== resource) throw invalidTarget(`the only resource here is ${resource}`);
          return {
            scope: 'openid profile offline_access',
            audience: options.audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: accessTokenSeconds,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    renderError: (ctx, { error }) => {
      sendPage(
        ctx.res,
        ctx.status,
        'Sign-in failed',
        `<p>The identity provider says: <code>${/^\w+$/.exec(error)?.[0] ?? 'error'}</code></p>`,
      );
      ctx.respond = false;
    },
  };
}

function programClient({ state }: DevelopmentIssuerOptions, subject: string, name: string) {
  const secret = state.secrets[subject];
  if (secret === undefined) throw new Error(`The state of the issuer has no secret for ${subject}`);
  return {
    client_id: subject,
    client_secret: secret,
    client_name: name,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}

function webClient({ webRedirectUris = [] }: DevelopmentIssuerOptions) {
  const usable = webRedirectUris.length > 0;
  return {
    client_id: WEB_CLIENT_ID,
    client_name: 'Parley',
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: usable ? ['authorization_code', 'refresh_token'] : [],
    response_types: usable ? (['code'] as const).slice() : [],
    redirect_uris: [...webRedirectUris],
  };
}
