import { isObject } from '@parley/kernel';
import { childPointer } from '../parse/pointer.ts';
import type { Report } from './report.ts';

/** Hands out the maps of an old definition and tells at the end which of their properties nobody asked for. */
export class OldMaps {
  readonly report: Report;
  private readonly maps = new Map<string, OldMap>();

  constructor(report: Report) {
    this.report = report;
  }

  at(value: unknown, pointer: string): OldMap {
    const known = this.maps.get(pointer);
    if (known) return known;
    const map = new OldMap(isObject(value) ? value : {}, pointer, this);
    this.maps.set(pointer, map);
    return map;
  }

  /** Notes every property that was not carried over by anybody. */
  reportUnread(): void {
    for (const map of this.maps.values()) {
      for (const key of map.unread()) {
        const message = `"${key}" is not known here, and nothing takes its place`;
        this.report.lost(childPointer(map.pointer, key), message, 'Carry it over by hand if it matters.');
      }
    }
  }
}

/** A map of an old definition that remembers what was asked for. Whatever has the wrong type counts as not there. */
export class OldMap {
  readonly pointer: string;
  private readonly value: Readonly<Record<string, unknown>>;
  private readonly maps: OldMaps;
  private readonly read = new Set<string>();

  constructor(value: Readonly<Record<string, unknown>>, pointer: string, maps: OldMaps) {
    this.value = value;
    this.pointer = pointer;
    this.maps = maps;
  }

  /** The pointer of a property. */
  place(key: string): string {
    return childPointer(this.pointer, key);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.value, key) && this.value[key] !== null;
  }

  any(key: string): unknown {
    this.read.add(key);
    return this.has(key) ? this.value[key] : undefined;
  }

  text(key: string): string | undefined {
    const value = this.peek(key);
    if (typeof value === 'number' || typeof value === 'boolean') return String(this.any(key));
    return typeof value === 'string' ? (this.any(key) as string) : undefined;
  }

  number(key: string): number | undefined {
    const value = this.peek(key);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
    this.read.add(key);
    return number;
  }

  flag(key: string): boolean | undefined {
    const value = this.peek(key);
    if (typeof value !== 'boolean') return undefined;
    this.read.add(key);
    return value;
  }

  map(key: string): OldMap | undefined {
    if (!isObject(this.peek(key))) return undefined;
    return this.maps.at(this.any(key), this.place(key));
  }

  /** The maps of a list; anything else in it is noted as lost. */
  list(key: string): OldMap[] {
    const value = this.peek(key);
    if (!Array.isArray(value)) return [];
    this.read.add(key);
    return value.flatMap((item, index) => {
      const pointer = childPointer(this.place(key), index);
      if (isObject(item)) return [this.maps.at(item, pointer)];
      this.maps.report.lost(pointer, 'A map was expected here');
      return [];
    });
  }

  texts(key: string): string[] {
    const value = this.peek(key);
    if (!Array.isArray(value)) return [];
    this.read.add(key);
    return value.filter((item) => typeof item === 'string');
  }

  keys(): string[] {
    return Object.keys(this.value);
  }

  unread(): string[] {
    return this.keys().filter((key) => !this.read.has(key) && this.has(key));
  }

  private peek(key: string): unknown {
    return this.has(key) ? this.value[key] : undefined;
  }
}
