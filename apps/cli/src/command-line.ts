import { nearest } from '@parley/dsl';
import { type ArgsDef, type CommandDef, parseArgs } from 'citty';
import { processTerminal } from './definitions/terminal.ts';
import { hasUnknownOptions } from './definitions/unknown-options.ts';

/** Commands by name, loaded when used. */
export type SubCommands = Readonly<Record<string, () => Promise<unknown>>>;

/** Editors pass options of their own to a language server. */
const TAKES_ANY_OPTION = 'lsp';

/**
 * True when a command and its options exist; says what was probably meant when not. Throws citty's error when an argument
 * is missing.
 */
export async function isUnderstood(name: string, words: string[], commands: SubCommands): Promise<boolean> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    const near = nearest(name, Object.keys(commands));
    const hint = near === undefined ? 'parley --help lists them.' : `Did you mean ${near}?`;
    processTerminal.err(`There is no command ${name}. ${hint}\n`);
    return false;
  }
  const options = ((await load()) as CommandDef).args as ArgsDef | undefined;
  const given = parseArgs(words, options ?? {});
  return name === TAKES_ANY_OPTION || !hasUnknownOptions(given, options ?? {}, processTerminal);
}
