import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCycles } from './cycles.ts';
import { BROWSER_SAFE, INDEPENDENT, LAYERS, layerOf } from './layers.ts';
import { readAllSources, readWorkspaces, type SourceFile, type Workspace } from './workspace.ts';

const MAX_LINES = 400;
const MAX_MAIN_LINES = 60;

const workspaces = readWorkspaces();
const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
const sources = readAllSources();

const isTest = (path: string) => /\.test\.tsx?$|\/testing\/|^tools\/|\/test\//.test(path);

/** `@scope/name/sub` and `name/sub` belong to the package `@scope/name` and `name`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function externalImports(file: SourceFile): string[] {
  return file.imports.map((entry) => entry.specifier).filter((specifier) => !specifier.startsWith('.'));
}

/** Every import of one workspace by another, with the file it stands in. */
function workspaceImports(workspace: Workspace): { file: string; to: Workspace; specifier: string }[] {
  return workspace.files.flatMap((file) =>
    externalImports(file).flatMap((specifier) => {
      const to = byName.get(packageOf(specifier));
      return to ? [{ file: file.path, to, specifier }] : [];
    }),
  );
}

function isAllowed(from: Workspace, to: Workspace): boolean {
  if (from === to) return true;
  if (INDEPENDENT.has(from.name)) return false;
  const [inner, outer] = [layerOf(to.folder), layerOf(from.folder)];
  if (inner === outer) return LAYERS[outer]!.within?.(from.name, to.name) ?? false;
  return inner < outer;
}

describe('the layers', () => {
  it('know every workspace', () => {
    const unplaced = workspaces.filter((workspace) => layerOf(workspace.folder) === -1).map(({ folder }) => folder);

    expect(unplaced).toEqual([]);
  });

  it('are imported in one direction only', () => {
    const wrong = workspaces.flatMap((from) =>
      workspaceImports(from)
        .filter(({ to, file }) => !isAllowed(from, to) && !isTest(file))
        .map(({ file, specifier }) => `${file} imports ${specifier}`),
    );

    expect(wrong).toEqual([]);
  });

  it('are reached through their public file alone', () => {
    const deep = sources.flatMap((file) =>
      file.imports
        .map((entry) => entry.specifier)
        .filter((specifier) => reachesInto(file.path, specifier))
        .map((specifier) => `${file.path} imports ${specifier}`),
    );

    expect(deep).toEqual([]);
  });

  function reachesInto(path: string, specifier: string): boolean {
    if (!specifier.startsWith('.')) return false;
    const target = posix.join(posix.dirname(path), specifier);
    const owner = (candidate: string) =>
      workspaces.find((workspace) => candidate.startsWith(`${workspace.folder}/`))?.folder;
    return owner(path) !== owner(target) && owner(target) !== undefined;
  }
});

describe('every package', () => {
  it('declares what it imports', () => {
    const undeclared = workspaces.flatMap((workspace) =>
      workspace.files.flatMap((file) =>
        externalImports(file)
          .filter((specifier) => !specifier.startsWith('node:') && packageOf(specifier) !== workspace.name)
          .filter((specifier) => !workspace.dependencies.has(packageOf(specifier)))
          .map((specifier) => `${file.path} imports ${specifier}`),
      ),
    );

    expect(undeclared).toEqual([]);
  });

  it('that runs in a browser uses nothing of Node', () => {
    const offenders = workspaces
      .filter((workspace) => BROWSER_SAFE.has(workspace.name))
      .flatMap((workspace) => workspace.files)
      .filter((file) => file.path.includes('/src/') && !isTest(file.path))
      .filter(
        (file) =>
          externalImports(file).some((specifier) => specifier.startsWith('node:')) || /\bBuffer\b\./.test(file.text),
      )
      .map((file) => file.path);

    expect(offenders).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(workspaces.flatMap((workspace) => findCycles(workspace.files))).toEqual([]);
  });

  it('has no barrel file but its public ones', () => {
    const barrels = sources
      .map((file) => file.path)
      .filter((path) => /\/index\.tsx?$/.test(path) && !/\/src\/(testing\/)?index\.tsx?$/.test(path));

    expect(barrels).toEqual([]);
  });

  it('has no dumping ground', () => {
    const vague = sources
      .map((file) => file.path)
      .filter((path) => /\/(utils?|common|helpers?|misc|shared)(\/|\.tsx?$)/.test(path));

    expect(vague).toEqual([]);
  });
});

describe('every file', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    const long = sources.filter((file) => file.lines > MAX_LINES).map((file) => `${file.path}: ${file.lines}`);

    expect(long).toEqual([]);
  });

  it(`that is a main has at most ${MAX_MAIN_LINES} lines`, () => {
    const long = sources
      .filter((file) => /\/main\.ts$/.test(file.path) && file.lines > MAX_MAIN_LINES)
      .map((file) => `${file.path}: ${file.lines}`);

    expect(long).toEqual([]);
  });

  it('reads the environment only where configuration is read', () => {
    const offenders = sources
      .filter((file) => /\bprocess\.env\b/.test(file.text))
      .map((file) => file.path)
      .filter((path) => !/\/config\.ts$/.test(path) && !isTest(path));

    expect(offenders).toEqual([]);
  });

  it('evaluates no text as JavaScript', () => {
    const offenders = sources
      .filter((file) => /\beval\(|new Function\(|node:vm'/.test(file.text) && !isTest(file.path))
      .map((file) => file.path)
      // Benchmarks ask the engine of the machine for a collection of garbage that way; they take no text from outside.
      .filter((path) => !path.startsWith('bench/'));

    expect(offenders).toEqual([]);
  });
});

describe('the search for cycles', () => {
  it('finds a cycle through several files and none in a tree', () => {
    const file = (path: string, ...specifiers: string[]): SourceFile => ({
      path,
      lines: 1,
      text: '',
      imports: specifiers.map((specifier) => ({ specifier, typeOnly: false })),
    });

    const cyclic = findCycles([file('a/x.ts', './y.ts'), file('a/y.ts', './b/z.ts'), file('a/b/z.ts', '../x.ts')]);
    const tree = findCycles([file('a/x.ts', './y.ts', './z.ts'), file('a/y.ts', './z.ts'), file('a/z.ts')]);

    expect(cyclic.map((cycle) => cycle.sort())).toEqual([['a/b/z.ts', 'a/x.ts', 'a/y.ts']]);
    expect(tree).toEqual([]);
  });
});
