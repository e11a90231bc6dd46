import { nearest } from '@parley/dsl';
import type { ArgsDef } from 'citty';
import type { Terminal } from './terminal.ts';

/** Refuses options that a command does not have, with the one that was probably meant. True when there are any. */
export function hasUnknownOptions(args: Readonly<Record<string, unknown>>, known: ArgsDef, { err }: Terminal): boolean {
  const names = Object.entries(known).flatMap(([name, option]) => {
    if (option.type === 'positional') return [];
    const alias = 'alias' in option ? (option.alias ?? []) : [];
    return [name, ...(typeof alias === 'string' ? [alias] : alias)];
  });
  // `sandboxPort` is `--sandbox-port` on the command line; either is taken.
  const isKnown = (name: string) => Object.hasOwn(known, name) || names.includes(name);
  const unknown = Object.keys(args).filter((name) => name !== '_' && !isKnown(camelCase(name)));
  for (const name of unknown) {
    const near = nearest(camelCase(name), names);
    const hint = near === undefined ? `Options are ${names.map(dashed).join(', ')}.` : `Did you mean ${dashed(near)}?`;
    err(`There is no option ${dashed(name)}. ${hint}\n`);
  }
  return unknown.length > 0;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function dashed(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return words.length === 1 ? `-${words}` : `--${words}`;
}
