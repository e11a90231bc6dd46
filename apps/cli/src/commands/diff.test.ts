import { applyPatch } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { fakeTerminal } from '../definitions/testing.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { graph } from './graph.ts';

const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const OLD = `${HEAD}do:\n  - pause:\n      wait: PT1S\n`;
const NEW = `${HEAD}use: { secrets: [key] }\ndo:\n  - pause:\n      wait: PT2S\n`;
const WRONG = `${HEAD}do: 7\n`;
const FILES = { old: OLD, new: NEW, wrong: WRONG, same: OLD.replace('PT1S', '"PT1S" # note') };

describe('parley diff', () => {
  it('tells what differs and exits with 1', async () => {
    const terminal = fakeTerminal({ ...FILES });
    expect(await diff(['old', 'new'], { json: false }, terminal)).toBe(1);
    expect(terminal.written.out).toBe(`Adds the secret “key”.
“pause” now waits 2 seconds (before: waits 1 second).
Breaking: It needs permission to read the secret key.
`);
  });
  it('says nothing about formatting and exits with 0', async () => {
    const terminal = fakeTerminal({ ...FILES });
    expect(await diff(['old', 'same'], { json: false }, terminal)).toBe(0);
    expect(terminal.written).toEqual({ out: '', err: '' });
  });
  it('prints changes and a patch that makes them as JSON', async () => {
    const terminal = fakeTerminal({ ...FILES });
    await diff(['old', 'new'], { json: true }, terminal);
    const { changes, breaking, patch } = JSON.parse(terminal.written.out) as Record<string, never[]>;
    expect(changes).toHaveLength(2);
    expect(breaking).toHaveLength(1);
    expect(applyPatch(OLD, patch!)).toMatchObject({ ok: true, workflow: { use: { secrets: ['key'] } } });
  });
  it('exits with 2 when it cannot compare', async () => {
    const terminal = fakeTerminal({ ...FILES });
    expect(await diff(['old'], { json: false }, terminal)).toBe(2);
    expect(await diff(['old', 'wrong'], { json: false }, terminal)).toBe(2);
    expect(await diff(['old', 'none'], { json: false }, terminal)).toBe(2);
    expect(terminal.written.err).toContain('wrong:2:5: error[wrong_type]');
  });
});

describe('parley explain and graph', () => {
  it('explain what a definition does and what it must be allowed to do', async () => {
    const terminal = fakeTerminal({ ...FILES });
    expect(await explain(['new'], { json: false }, terminal)).toBe(0);
    expect(terminal.written.out).toContain('wait 2 seconds');
    expect(terminal.written.out).toContain('It must be allowed to\n  read the secret key\n');
    const json = fakeTerminal({ ...FILES });
    expect(await explain(['new', 'wrong'], { json: true }, json)).toBe(1);
    expect(JSON.parse(json.written.out)).toMatchObject({ files: [{ file: 'new', permissions: [{ kind: 'secret' }] }] });
  });
  it('draw a tree, a flow chart, or nodes and edges', async () => {
    const draw = async (options: { mermaid?: boolean; json?: boolean }) => {
      const terminal = fakeTerminal({ ...FILES });
      expect(await graph(['old'], { mermaid: false, json: false, ...options }, terminal)).toBe(0);
      return terminal.written.out;
    };
    expect(await draw({})).toContain('└─ pause — waits 1 second\n');
    expect(await draw({ mermaid: true })).toMatch(/^flowchart TD\n/);
    expect(JSON.parse(await draw({ json: true }))).toMatchObject({
      edges: [{ source: '/do/0/pause' }, { target: '/do/0/pause' }],
    });
  });
  it('show the errors of a definition that has some', async () => {
    const terminal = fakeTerminal({ ...FILES });
    expect(await graph(['wrong'], { mermaid: false, json: false }, terminal)).toBe(1);
    expect(await explain(['none'], { json: false }, terminal)).toBe(2);
    expect(terminal.written.out).toBe('');
    expect(terminal.written.err).toContain('wrong:2:5: error[wrong_type]');
  });
});
