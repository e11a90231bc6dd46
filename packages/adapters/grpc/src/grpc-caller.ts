import { createHash } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { type ChannelOptions, Client, credentials, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import {
  type EffectContext,
  type GrpcCaller,
  type GrpcRequest,
  type ResolvedAuthentication,
  standardError,
} from '@parley/engine';
import type protobuf from 'protobufjs';
import { type Address, addressOf, usesTls } from './address.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage } from './encode-message.ts';
import { findMethod, type ProtoMethod, parseProto } from './proto-schema.ts';
import { statusError } from './status-error.ts';

/** What the caller needs of the outside; everything rejects with the language's errors. */
export interface GrpcNetwork {
  /** Addresses of a host that may be reached at this port. */
  resolve(host: string, port: number): Promise<readonly LookupAddress[]>;
  authorize(
    authentication: ResolvedAuthentication | undefined,
    tenantId: string,
    signal?: AbortSignal,
  ): Promise<string | undefined>;
  /** Metadata that every call carries. */
  headers(context: EffectContext): Readonly<Record<string, string>>;
}

export interface GrpcCallerOptions {
  readonly network: GrpcNetwork;
  /** Of a call, from the connection to the last message; default 60,000. */
  readonly timeoutMs?: number;
  /** Of one message and of all messages of a call together; default 10 MiB. */
  readonly maxBytes?: number;
  /** Of a streaming response; default 10,000. */
  readonly maxMessages?: number;
  /** PEM; default those of Node. */
  readonly rootCertificates?: Buffer;
}

const MIB = 1024 * 1024;
const MAX_KEPT_DOCUMENTS = 50;

/**
 * Calls gRPC services described by `.proto` documents. A connection lives for one call and goes to an address that the
 * network has checked, never to the name again; proxies of the environment are not used.
 */
export function createGrpcCaller(options: GrpcCallerOptions): GrpcCaller {
  const { network, timeoutMs = 60_000, maxBytes = 10 * MIB, maxMessages = 10_000 } = options;
  const schemas = createSchemaCache();

  return {
    async call(request, context) {
      const method = findMethod(schemas(request.proto), request.service, request.method);
      const message = encodeMessage(method.request, request.arguments);
      const address = addressOf(request);
      const reachable = await network.resolve(address.host, address.port);
      const metadata = await metadataOf(network, request, context);
      const secure = usesTls(address, reachable)
        ? credentials.createSsl(options.rootCertificates)
        : credentials.createInsecure();
      const client = new Client(targetOf(reachable, address.port), secure, channelOptions(address, maxBytes));
      try {
        const deadline = Date.now() + timeoutMs;
        const answers = await exchange(client, method, message, { metadata, deadline, maxBytes, maxMessages }, context);
        const values = answers.map((bytes) => decodeMessage(method.response, bytes));
        return method.responseStream ? values : values[0];
      } finally {
        client.close();
      }
    },
  };
}

/** Documents are read once while they are in use. */
function createSchemaCache(): (text: string) => protobuf.Root {
  const kept = new Map<string, protobuf.Root>();
  return (text) => {
    const key = createHash('sha256').update(text).digest('base64');
    const root = kept.get(key) ?? parseProto(text);
    kept.delete(key);
    kept.set(key, root);
    if (kept.size > MAX_KEPT_DOCUMENTS) kept.delete(kept.keys().next().value!);
    return root;
  };
}

async function metadataOf(network: GrpcNetwork, request: GrpcRequest, context: EffectContext): Promise<Metadata> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(network.headers(context))) metadata.set(name, value);
  const authorization = await network.authorize(request.authentication, context.tenantId, context.signal);
  if (authorization !== undefined) metadata.set('authorization', authorization);
  return metadata;
}

/** All addresses of one family, in grpc-js' form for addresses that need no resolver. */
function targetOf(addresses: readonly LookupAddress[], port: number): string {
  const family = addresses[0]?.family === 6 ? 6 : 4;
  const list = addresses.filter((each) => each.family === family).map(({ address }) => address);
  return family === 6
    ? `ipv6:${list.map((address) => `[${address}]:${port}`).join(',')}`
    : `ipv4:${list.map((address) => `${address}:${port}`).join(',')}`;
}

function channelOptions({ host, port }: Address, maxBytes: number): ChannelOptions {
  return {
    ...(isIP(host) === 0 && { 'grpc.ssl_target_name_override': host }),
    'grpc.default_authority': `${host.includes(':') ? `[${host}]` : host}:${port}`,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0, // the language retries
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': maxBytes,
    'grpc.max_send_message_length': maxBytes,
    'grpc.primary_user_agent': 'parley',
  };
}

interface CallOptions {
  readonly metadata: Metadata;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly maxBytes: number;
  readonly maxMessages: number;
}

/** Sends one message and collects the answers. Every kind of method looks the same on the wire. */
function exchange(
  client: Client,
  { path, responseStream }: ProtoMethod,
  message: Buffer,
  { metadata, deadline, maxBytes, maxMessages }: CallOptions,
  { signal }: EffectContext,
): Promise<readonly Buffer[]> {
  const same = (bytes: Buffer) => bytes;
  const call = client.makeBidiStreamRequest(path, same, same, metadata, { deadline });
  return new Promise((resolve, reject) => {
    const answers: Buffer[] = [];
    let size = 0;
    const fail = (error: unknown) => {
      reject(error);
      call.cancel();
    };
    const stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    call.on('data', (bytes: Buffer) => {
      size += bytes.byteLength;
      answers.push(bytes);
      if (size > maxBytes) fail(standardError('communication', `${path} answered more than ${maxBytes} bytes`));
      else if (answers.length > maxMessages) {
        fail(standardError('communication', `${path} answered more than ${maxMessages} messages`));
      }
    });
    call.on('error', () => {}); // the status says it
    call.on('status', ({ code, details }: StatusObject) => {
      signal.removeEventListener('abort', stop);
      if (code !== status.OK) reject(statusError(path, code, details));
      else if (!responseStream && answers.length !== 1) {
        reject(standardError('communication', `${path} answered ${answers.length} messages in place of one`));
      } else resolve(answers);
    });
    if (signal.aborted) return stop();
    call.write(message);
    call.end();
  });
}
