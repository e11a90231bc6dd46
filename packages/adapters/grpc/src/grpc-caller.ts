import { createHash } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { type Client, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import {
  type EffectContext,
  type GrpcCaller,
  type GrpcRequest,
  type ResolvedAuthentication,
  standardError,
  WorkflowError,
} from '@parley/engine';
import type protobuf from 'protobufjs';
import { addressOf } from './address.ts';
import { Channels } from './channels.ts';
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
  /** Channels that are kept for the next calls, all tenants together; default 100. */
  readonly maxChannels?: number;
}

export interface ClosableGrpcCaller extends GrpcCaller {
  close(): void;
}

const MIB = 1024 * 1024;
const MAX_KEPT_DOCUMENTS = 50;

/**
 * Calls gRPC services described by `.proto` documents. A connection goes to an address that the network has checked for
 * the call, never to the name again; proxies of the environment are not used.
 */
export function createGrpcCaller(options: GrpcCallerOptions): ClosableGrpcCaller {
  const { network, timeoutMs = 60_000, maxBytes = 10 * MIB, maxMessages = 10_000 } = options;
  const schemas = createSchemaCache();
  const { rootCertificates, maxChannels = 100 } = options;
  const channels = new Channels({ maxBytes, rootCertificates, maxChannels });

  return {
    async call(request, context) {
      const method = findMethod(schemas(request.proto), request.service, request.method);
      const message = encodeMessage(method.request, request.arguments);
      const address = addressOf(request);
      const reachable = await network.resolve(address.host, address.port);
      const metadata = await metadataOf(network, request, context);
      const { client, release } = channels.use(context.tenantId, address, reachable);
      let broken = false;
      try {
        const deadline = Date.now() + timeoutMs;
        const limits = { metadata, deadline, maxBytes, maxMessages };
        const answers = await exchange(client, method, message, limits, context);
        const values = answers.map((bytes) => decodeMessage(method.response, bytes));
        return method.responseStream ? values : values[0];
      } catch (error) {
        broken = mayBeBroken(error);
        throw error;
      } finally {
        release(broken);
      }
    },
    close: () => channels.close(),
  };
}

/** No answer or none in time: the connection may be at fault, and a channel would wait before it opens another. */
function mayBeBroken(error: unknown): boolean {
  return error instanceof WorkflowError && [408, 503, 504].includes(error.problem.status);
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
  if (authorization === undefined) return metadata;
  try {
    metadata.set('authorization', authorization);
  } catch {
    // The error of grpc-js holds the value.
    throw standardError('configuration', 'The credentials have characters that metadata of gRPC cannot hold');
  }
  return metadata;
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
