import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadIssuerState, rotateIssuerKey } from './index.ts';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'parley-state-')), 'issuer.json');
});

describe('the state of the development issuer', () => {
  it('is made once, readable by its owner alone, and the same at each start', async () => {
    const first = await loadIssuerState(file, ['ann']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadIssuerState(file, ['ann'])).toEqual(first);
    expect(first.secrets.ann).toMatch(/^[\w-]{43}$/);
    expect(first.keys).toHaveLength(1);
  });

  it('gets a secret for each new user and keeps the others', async () => {
    const first = await loadIssuerState(file, ['ann']);
    const second = await loadIssuerState(file, ['ann', '__proto__', 'constructor']);
    expect(Object.keys(second.secrets).sort()).toEqual(['__proto__', 'ann', 'constructor']);
    expect([second.secrets.ann, second.keys]).toEqual([first.secrets.ann, first.keys]);
    expect(await loadIssuerState(file, ['__proto__'])).toEqual(second);
  });

  it('keeps the last two signing keys', async () => {
    const { keys: one } = await loadIssuerState(file, []);
    const { keys: two } = await rotateIssuerKey(file);
    const { keys: three } = await rotateIssuerKey(file);
    expect([two.length, two[1], three.length, three[1]]).toEqual([2, one[0], 2, two[0]]);
    expect(JSON.parse(await readFile(file, 'utf8')).keys).toEqual(three);
  });

  it.each(['', 'nonsense', '{}', '[]', '{"keys":1}'])('is not overwritten when the file holds %j', async (text) => {
    await writeFile(file, text);
    await expect(loadIssuerState(file, ['ann'])).rejects.toMatchObject({ code: 'conflict' });
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
