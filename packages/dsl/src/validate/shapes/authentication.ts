import { uriTemplate } from '../formats.ts';
import {
  type Field,
  type Fields,
  listOf,
  type ObjectShape,
  object,
  type PickShape,
  reference,
  type TextShape,
  template,
  text,
  word,
} from '../shape.ts';

const SECRET = object('a reference to a secret', {
  use: { shape: reference('secret', 'the name of a secret'), required: true, doc: 'The secret with the credentials.' },
});

/** Credentials in place, or the name of the secret that holds them. */
function secretOr(inline: ObjectShape): PickShape {
  return { kind: 'pick', key: 'use', present: SECRET, absent: inline };
}

const credential = (doc: string): Field => ({ shape: template('a text or an expression'), required: true, doc });
const optional = (doc: string): Field => ({ shape: template('a text or an expression'), doc });
const list = (doc: string): Field => ({ shape: listOf('a list of texts', template('a text')), doc });

const userAndPassword = (title: string): PickShape =>
  secretOr(object(title, { username: credential('The user.'), password: credential('The password.') }));

const ADDRESS: TextShape = {
  ...template('an address', uriTemplate),
  nonPortable: 'The address of an authorization server is computed; the standard takes a fixed one.',
};

const TOKEN = object('a security token', {
  token: credential('The token.'),
  type: { shape: text('a token type'), required: true, doc: 'The type of the token, a URI of RFC 8693.' },
});

const OAUTH2_FIELDS: Fields = {
  authority: { shape: ADDRESS, required: true, doc: 'The authorization server.' },
  grant: {
    shape: word(
      'authorization_code',
      'client_credentials',
      'password',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ),
    required: true,
    doc: 'The grant type.',
  },
  client: {
    shape: object('an OAuth2 client', {
      id: optional('The client id.'),
      secret: optional('The client secret.'),
      assertion: optional('A signed JWT instead of the secret.'),
      authentication: {
        shape: word('client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'),
        doc: 'How the client authenticates; client_secret_post is the default.',
      },
    }),
    doc: 'Who asks for the token.',
  },
  request: {
    shape: object('a token request', {
      encoding: {
        shape: word('application/x-www-form-urlencoded', 'application/json'),
        doc: 'How the request is encoded.',
      },
    }),
    doc: 'How the token is asked for.',
  },
  endpoints: {
    shape: object('the map of OAuth2 endpoints', {
      token: { shape: ADDRESS, doc: '/oauth2/token is the default.' },
      revocation: { shape: ADDRESS, doc: '/oauth2/revoke is the default.' },
      introspection: { shape: ADDRESS, doc: '/oauth2/introspect is the default.' },
    }),
    doc: 'Where the authorization server listens, relative to the authority.',
  },
  issuers: list('Issuers whose tokens are accepted.'),
  scopes: list('Scopes to ask for.'),
  audiences: list('Audiences to ask for.'),
  username: optional('The user, for the password grant.'),
  password: optional('The password, for the password grant.'),
  subject: { shape: TOKEN, doc: 'On whose behalf, for token exchange.' },
  actor: { shape: TOKEN, doc: 'Who acts, for token exchange.' },
};

const { endpoints: _discovered, ...OIDC_FIELDS } = OAUTH2_FIELDS;

const SCHEMES: Fields = {
  basic: { shape: userAndPassword('basic authentication'), doc: 'User and password (RFC 7617).' },
  bearer: {
    shape: secretOr(object('bearer authentication', { token: credential('The token.') })),
    doc: 'A token (RFC 6750).',
  },
  digest: { shape: userAndPassword('digest authentication'), doc: 'User and password as a digest (RFC 7616).' },
  oauth2: { shape: secretOr(object('OAuth2 authentication', OAUTH2_FIELDS)), doc: 'A token from an OAuth2 server.' },
  oidc: {
    shape: secretOr(object('OpenID Connect authentication', OIDC_FIELDS)),
    doc: 'A token from an OIDC provider.',
  },
};

/** A policy under `use.authentications`. */
export const AUTHENTICATION_POLICY = object('an authentication policy', SCHEMES, { oneOf: [Object.keys(SCHEMES)] });

/** A policy in place, or the name of one. */
export const AUTHENTICATION: PickShape = {
  kind: 'pick',
  key: 'use',
  present: object('a reference to an authentication policy', {
    use: {
      shape: reference('authentication', 'the name of an authentication policy'),
      required: true,
      doc: 'A policy of use.authentications.',
    },
  }),
  absent: object('an authentication policy', SCHEMES, { oneOf: [Object.keys(SCHEMES)] }),
};
