import { createHash } from 'node:crypto';
import type { ValueReference } from '@parley/contracts';
import { type Append, exceedsSize, type HistoryEntry } from '@parley/engine';
import { commonError } from '@parley/kernel';
import type { ObjectStore, StoredValue, ValueIndex } from '../ports.ts';
import { referencesOf, valueKey, withReferences, withValues } from './references.ts';

const MEDIA_TYPE = 'application/json';
const DEFAULT_THRESHOLD = 64 * 1024;
const DEFAULT_CACHE = 64 * 1024 * 1024;
const LOADS_AT_ONCE = 8;

export interface LargeValueOptions {
  readonly objects: ObjectStore;
  readonly index: ValueIndex;
  /** Values with more bytes of JSON than this are kept outside of the history. Default 64 KiB. */
  readonly thresholdBytes?: number;
  /** Bytes of JSON of loaded values that are remembered. Default 64 MiB. */
  readonly cacheBytes?: number;
}

interface Cached {
  readonly value: unknown;
  readonly bytes: number;
}

/**
 * Keeps large values of histories in the object store, under their hash: the same value, and the same effect tried
 * again, is kept once. Every reference is noted in an index first, so that what a crash leaves behind can be found.
 */
export class LargeValues {
  readonly #options: LargeValueOptions;
  readonly #thresholdBytes: number;
  readonly #cache = new Map<string, Cached>();
  #cachedBytes = 0;

  constructor(options: LargeValueOptions) {
    this.#options = options;
    this.#thresholdBytes = options.thresholdBytes ?? DEFAULT_THRESHOLD;
  }

  /** True when some value of the appends has to be kept elsewhere. */
  areIn(appends: readonly Append[]): boolean {
    return appends.some(({ entries }) => entries.some((entry) => this.#largeOf(entry).length > 0));
  }

  #largeOf(entry: HistoryEntry): [string, unknown][] {
    const found: [string, unknown][] = [];
    for (const [name, value] of Object.entries(entry.data)) {
      const simple = typeof value !== 'string' && typeof value !== 'object';
      if (!simple && exceedsSize(value, this.#thresholdBytes)) found.push([name, value]);
    }
    return found;
  }

  /** The appends with references; the values are in the object store when this resolves. */
  async store(appends: readonly Append[]): Promise<readonly Append[]> {
    const stored: StoredValue[] = [];
    const bodies = new Map<string, Buffer>();
    const replaced = appends.map((append) => ({
      ...append,
      entries: append.entries.map((entry) => this.#replace(append.tenantId, entry, stored, bodies)),
    }));
    await this.#options.index.register(stored);
    for (const [key, body] of bodies) {
      if (!(await this.#options.objects.has(key))) await this.#options.objects.put(key, body);
    }
    return replaced;
  }

  #replace(tenantId: string, entry: HistoryEntry, stored: StoredValue[], bodies: Map<string, Buffer>): HistoryEntry {
    const large = this.#largeOf(entry);
    if (large.length === 0) return entry;
    const references = large.map(([name, value]): [string, ValueReference] => {
      const body = Buffer.from(JSON.stringify(value));
      const sha256 = createHash('sha256').update(body).digest('hex');
      stored.push({ tenantId, sha256, executionId: entry.executionId, seq: entry.seq, bytes: body.length });
      bodies.set(valueKey(tenantId, sha256), body);
      return [name, { sha256, bytes: body.length, mediaType: MEDIA_TYPE }];
    });
    return withReferences(entry, Object.fromEntries(references));
  }

  /** The entries with the values of their references. Raises `unavailable` when one cannot be had. */
  async load(tenantId: string, entries: readonly HistoryEntry[]): Promise<readonly HistoryEntry[]> {
    const referring = entries.filter(({ data }) => Object.keys(referencesOf(data)).length > 0);
    if (referring.length === 0) return entries;
    const loaded = new Map<HistoryEntry, HistoryEntry>();
    const queue = referring.values();
    const work = async () => {
      for (const entry of queue) loaded.set(entry, await this.#loadEntry(tenantId, entry));
    };
    await Promise.all(Array.from({ length: LOADS_AT_ONCE }, work));
    return entries.map((entry) => loaded.get(entry) ?? entry);
  }

  async #loadEntry(tenantId: string, entry: HistoryEntry): Promise<HistoryEntry> {
    const values: Record<string, unknown> = {};
    for (const [name, { sha256 }] of Object.entries(referencesOf(entry.data))) {
      values[name] = await this.get(tenantId, sha256);
    }
    return withValues(entry, values);
  }

  /** A value of the tenant by its hash. */
  async get(tenantId: string, sha256: string): Promise<unknown> {
    const key = valueKey(tenantId, sha256);
    const known = this.#cache.get(key);
    if (known) {
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known.value;
    }
    const body = await this.#options.objects.get(key);
    if (!body || createHash('sha256').update(body).digest('hex') !== sha256) {
      throw commonError('unavailable', `The value ${sha256} cannot be read from the object store`, {
        hint: 'Check that the object store is the one that the installation wrote to.',
      });
    }
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    this.#remember(key, { value, bytes: body.length });
    return value;
  }

  #remember(key: string, cached: Cached): void {
    if (!this.#cache.has(key)) this.#cachedBytes += cached.bytes;
    this.#cache.set(key, cached);
    for (const [oldest, { bytes }] of this.#cache) {
      if (this.#cachedBytes <= (this.#options.cacheBytes ?? DEFAULT_CACHE)) return;
      this.#cache.delete(oldest);
      this.#cachedBytes -= bytes;
    }
  }
}
