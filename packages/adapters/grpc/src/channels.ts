import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { type ChannelOptions, Client, credentials } from '@grpc/grpc-js';
import { type Address, usesTls } from './address.ts';

export interface ChannelsOptions {
  readonly maxBytes: number;
  readonly rootCertificates: Buffer | undefined;
  /** Channels that are kept, all tenants together. */
  readonly maxChannels: number;
}

/** A channel while it is used. */
export interface ChannelUse {
  readonly client: Client;
  /** `broken`: the next call is to have a new one. */
  release(broken: boolean): void;
}

interface Kept {
  readonly client: Client;
  uses: number;
}

/** A connection that nobody used for so long is closed; its channel opens another when it is needed. */
const IDLE_MS = 60_000;

/**
 * Channels for calls one after another, each of one tenant to one service at the addresses that were checked for this
 * call: when these change there is another channel. The one used least recently goes first.
 */
export class Channels {
  readonly #options: ChannelsOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: ChannelsOptions) {
    this.#options = options;
  }

  /** `addresses` have been checked for this call. Credentials of a call are no part of its channel. */
  use(tenantId: string, address: Address, addresses: readonly LookupAddress[]): ChannelUse {
    const secure = usesTls(address, addresses);
    const target = targetOf(addresses, address.port);
    const key = JSON.stringify([tenantId, secure, address.host, address.port, target]);
    const kept = this.#kept.get(key) ?? { client: this.#open(target, address, secure), uses: 0 };
    kept.uses += 1;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#makeRoom();
    return {
      client: kept.client,
      release: (broken) => {
        kept.uses -= 1;
        if (broken && this.#kept.get(key) === kept) this.#kept.delete(key);
        if (kept.uses === 0 && this.#kept.get(key) !== kept) kept.client.close();
      },
    };
  }

  /** Closes all; calls that are under way end first. */
  close(): void {
    for (const [key, { client, uses }] of this.#kept) {
      this.#kept.delete(key);
      if (uses === 0) client.close();
    }
  }

  #open(target: string, address: Address, secure: boolean): Client {
    const { maxBytes, rootCertificates } = this.#options;
    const kind = secure ? credentials.createSsl(rootCertificates) : credentials.createInsecure();
    return new Client(target, kind, channelOptions(address, maxBytes));
  }

  #makeRoom(): void {
    if (this.#kept.size <= this.#options.maxChannels) return;
    for (const [key, { client, uses }] of this.#kept) {
      if (uses > 0) continue;
      this.#kept.delete(key);
      client.close();
      return;
    }
  }
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
    'grpc.use_local_subchannel_pool': 1, // else equal channels of two tenants would share a connection
    'grpc.client_idle_timeout_ms': IDLE_MS,
    'grpc.max_receive_message_length': maxBytes,
    'grpc.max_send_message_length': maxBytes,
    'grpc.primary_user_agent': 'parley',
  };
}
