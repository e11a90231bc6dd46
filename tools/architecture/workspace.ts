import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A source file with what it imports. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** True for `import type`, which leaves nothing at run time. */
  readonly typeOnly: boolean;
}

/** A workspace: a folder with a package.json of its own. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  readonly files: readonly SourceFile[];
}

const ROOT: string = join(import.meta.dirname, '..', '..');
const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git', '.parley', 'coverage']);
const SOURCE = /\.(ts|tsx|mts|css|sql)$/;
// Statements only: text in comments and strings that looks like an import starts no line with these words.
const STATIC_IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\('([^']+)'\)/g;

interface PackageJson {
  readonly name: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

/** All workspaces of the repository. */
export function readWorkspaces(): Workspace[] {
  const { workspaces = [], devDependencies = {} } = readPackage('.');
  const folders = workspaces.flatMap((pattern) =>
    pattern.endsWith('/*') ? subfolders(pattern.slice(0, -2)) : [pattern],
  );
  return folders.filter(isWorkspace).map((folder) => {
    const manifest = readPackage(folder);
    const groups = [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies];
    const own = [...groups, manifest.devDependencies].flatMap((group) => Object.keys(group ?? {}));
    return {
      name: manifest.name,
      folder,
      dependencies: new Set([...own, ...Object.keys(devDependencies)]),
      files: listFiles(folder).map(readSource),
    };
  });
}

/** Every hand-written source file, also outside the workspaces. */
export function readAllSources(): SourceFile[] {
  return listFiles('.').map(readSource);
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
  } catch {
    return [];
  }
}

function isWorkspace(folder: string): boolean {
  return readdirSync(join(ROOT, folder)).includes('package.json');
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as PackageJson;
}

function listFiles(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...listFiles(path));
    else if (SOURCE.test(entry.name)) found.push(relative('.', path).replaceAll('\\', '/'));
  }
  return found;
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const statics = [...text.matchAll(STATIC_IMPORT)].map(([, type, specifier]) => ({
    specifier: specifier!,
    typeOnly: type !== undefined,
  }));
  const dynamics = [...text.matchAll(DYNAMIC_IMPORT)].map(([, specifier]) => ({
    specifier: specifier!,
    typeOnly: false,
  }));
  return { path, text, lines: text.split('\n').length - 1, imports: [...statics, ...dynamics] };
}
