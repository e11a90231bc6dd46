import type { S3Client } from '@aws-sdk/client-s3';
import { commonError } from '@parley/kernel';
import type { ObjectStore } from '@parley/module-workflow';

export interface S3Options {
  readonly bucket: string;
  /** Before every key, without a slash at the end. */
  readonly prefix?: string;
  readonly region?: string;
  /** Address of a compatible store; Amazon's own by default. */
  readonly endpoint?: string;
  /** Of one of three attempts at most, and of a pause in an answer; default 15,000. */
  readonly timeoutMs?: number;
}

const CONNECT_MS = 5_000;
const ATTEMPTS = 3;
/**
 * All attempts together stay below the minute after which PostgreSQL ends the transaction in which a value is removed: a
 * removal that came later could take a value that was put again.
 */
const REQUEST_MS = 15_000;

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Reads `s3://BUCKET/PREFIX?region=REGION&endpoint=URL`; all but the bucket may be left out. Raises `invalid_request` for
 * anything else.
 */
export function parseS3Url(address: string): S3Options {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 's3:' || url.host === '') {
    throw commonError('invalid_request', `Not an address of an object store: ${address}`, {
      hint: 'Write s3://bucket/prefix?region=eu-central-1 and for compatible stores &endpoint=https://...',
    });
  }
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, '');
  const region = url.searchParams.get('region');
  const endpoint = url.searchParams.get('endpoint');
  return {
    bucket: url.host,
    ...(prefix !== '' && { prefix }),
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint }),
  };
}

/**
 * Objects in a bucket. Credentials come from where Amazon's clients look for them (environment, profile, instance). The
 * client is loaded when it is first needed. Keys are those of {@link ObjectStore}.
 */
export function createS3ObjectStore(options: S3Options): ObjectStore & { close(): Promise<void> } {
  const { bucket, prefix } = options;
  let opened: ReturnType<typeof open> | undefined;
  const use = () => {
    opened ??= open(options).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const objectAt = (key: string) => ({ Bucket: bucket, Key: pathOf(prefix, key) });
  return {
    async put(key, value) {
      const object = objectAt(key);
      const { client, sdk } = await use();
      await client.send(new sdk.PutObjectCommand({ ...object, Body: value, ContentLength: value.byteLength }));
    },
    async get(key) {
      const object = objectAt(key);
      const { client, sdk } = await use();
      return orUndefined(async () => {
        const { Body } = await client.send(new sdk.GetObjectCommand(object));
        return Body?.transformToByteArray();
      });
    },
    async has(key) {
      const object = objectAt(key);
      const { client, sdk } = await use();
      return (await orUndefined(() => client.send(new sdk.HeadObjectCommand(object)))) !== undefined;
    },
    async delete(key) {
      const object = objectAt(key);
      const { client, sdk } = await use();
      await client.send(new sdk.DeleteObjectCommand(object));
    },
    async close() {
      (await opened)?.client.destroy();
    },
  };
}

async function open({ region = 'us-east-1', endpoint, timeoutMs = REQUEST_MS }: S3Options) {
  const sdk = await import('@aws-sdk/client-s3');
  const client: S3Client = new sdk.S3Client({
    region,
    maxAttempts: ATTEMPTS,
    // Without these a store that says nothing holds up an execution for ever.
    requestHandler: {
      ...{ connectionTimeout: CONNECT_MS, socketTimeout: timeoutMs },
      ...{ requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    },
    // Compatible stores need not know the newer checksums, nor buckets in the host name.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  });
  return { client, sdk };
}

function pathOf(prefix: string | undefined, key: string): string {
  if (!key.split('/').every((segment) => SEGMENT.test(segment))) throw new RangeError(`Not an object key: ${key}`);
  return prefix === undefined ? key : `${prefix}/${key}`;
}

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
