import type { EffectContext } from '@parley/engine';
import { effectContext, effectPortContract } from '@parley/engine/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createQuickJsRunner, type QuickJsOptions } from './script-runner.ts';

const runner = createQuickJsRunner({ threads: 1, steps: 300, memoryBytes: 16 * 1024 * 1024, outputBytes: 10_000 });
const patient = createQuickJsRunner({ threads: 1, steps: 1e9 });
afterAll(() => Promise.all([runner.close(), patient.close()]));

const given = { language: 'js', arguments: ['hello', '2'], environment: { foo: 'bar' }, stdin: 'Hello Workflow' };
const run = (code: string, overrides: Partial<EffectContext> = {}) =>
  runner.run({ ...given, code }, effectContext(overrides));
const stdout = async (code: string, overrides?: Partial<EffectContext>) => (await run(code, overrides)).stdout;

describe('a script', () => {
  it('reads standard input, arguments and environment as the specification shows', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      const stdin = readFileSync(process.stdin.fd, 'utf8');
      console.log('stdin > ', stdin);
      const [_, __, arg] = process.argv;
      console.log('arg > ', arg);
      console.log('env > ', process.env.foo);`;
    expect(await run(code)).toEqual({
      code: 0,
      stdout: 'stdin >  Hello Workflow\narg >  hello\nenv >  bar\n',
      stderr: '',
    });
  });

  it('writes values as JSON and warnings to standard error', async () => {
    const code = `console.log({ a: [1, null] }, 'x', undefined); console.error('careful')`;
    expect(await run(code)).toEqual({ code: 0, stdout: '{"a":[1,null]} x undefined\n', stderr: 'careful\n' });
  });

  it('gives what it exports as default as JSON', async () => {
    expect(await stdout('export default { n: Number(process.argv[3]) * 2, of: await Promise.resolve("p") }')).toBe(
      '{"n":4,"of":"p"}\n',
    );
  });

  it('ends with the code that it sets', async () => {
    expect(await run('console.log(1); process.exit(3); console.log(2)')).toEqual({
      code: 3,
      stdout: '1\n',
      stderr: '',
    });
    expect((await run('process.exitCode = 4')).code).toBe(4);
  });

  it('that throws ends with code 1 and says where', async () => {
    expect(await run('\nlet x = null;\nx.foo()')).toEqual({
      code: 1,
      stdout: '',
      stderr: "script.js:3: TypeError: cannot read property 'foo' of null\n",
    });
    expect((await run('await Promise.reject(new RangeError("no"))')).stderr).toContain('RangeError: no');
    expect((await run('let y = ;')).stderr).toContain('script.js:1: SyntaxError');
    expect((await run('throw { a: 1 }')).stderr).toBe('Uncaught {"a":1}\n');
  });

  it('sees the time at which its execution was made, in UTC', async () => {
    const code =
      'console.log(new Date().toISOString(), Date.now() === new Date().getTime(), new Date(2020, 0).getTime())';
    expect(await stdout(code)).toBe('2024-07-27T15:15:00.506Z true 1577836800000\n');
  });

  it('draws the same random numbers at every attempt, and others elsewhere', async () => {
    const code = 'console.log(Math.random(), Math.random())';
    const first = await stdout(code);
    expect(await stdout(code, { attempt: 2 })).toBe(first);
    expect(await stdout(code, { idempotencyKey: 'execution-1/do/1/script' })).not.toBe(first);
    const [a, b] = first.split(' ').map(Number);
    expect([a! >= 0 && a! < 1, a !== b]).toEqual([true, true]);
  });

  it('writes every text as it is, also with characters that end texts elsewhere', async () => {
    expect(await stdout(`process.stdout.write('a\\0b\\ud800c\\u2028'); export default 'd\\0e'`)).toBe(
      'a\0b\ud800c\u2028"d\\u0000e"\n',
    );
  });

  it.each([
    ['process.exitCode = Symbol()', 'TypeError'],
    [`Object.defineProperty(globalThis, 'process', { get() { throw new Error('mine') } })`, 'mine'],
  ])('that ends with %s ends with code 1', async (code, message) => {
    expect(await run(code)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });

  it('that throws a long text writes no more of it than a script may', async () => {
    const { code, stderr } = await run(`console.error('before'); throw new Error('x'.repeat(5_000_000))`);
    expect([code, stderr.length]).toEqual([1, 10_001]);
  });

  it('leaves nothing behind for the next', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = null; JSON.stringify = null');
    expect(await stdout('console.log(typeof left, typeof {}.left, { a: [1].map((x) => x) })')).toBe(
      'undefined undefined {"a":[1]}\n',
    );
  });

  it('cannot reach the host', async () => {
    const code = `console.log([typeof require, typeof fetch, typeof WebAssembly, typeof setTimeout, typeof performance,
      typeof (function () { return this })()?.process, typeof console.log.constructor('return this')().process.binding])`;
    expect(await stdout(code)).toBe(
      '["undefined","undefined","undefined","undefined","undefined","undefined","undefined"]\n',
    );
    expect((await run("import { execSync } from 'node:child_process'")).stderr).toContain(
      'no module "node:child_process"',
    );
    expect((await run('await import("file:///etc/hostname")')).stderr).toContain('There is no module');
    expect((await run("import { readFileSync } from 'fs'; readFileSync('/etc/hostname')")).stderr).toContain(
      'no files',
    );
  });
});

describe('a hostile script', () => {
  it.each([
    ['an endless loop', 'while (true) {}', 'more steps'],
    [
      'an endless loop in a getter of what it throws',
      'throw { get message() { for (;;); } , toJSON() { for (;;); } }',
      'more steps',
    ],
    ['endless promises', 'const f = () => Promise.resolve().then(f); f()', 'more steps'],
    ['a catastrophic expression', `/^(a+)+$/.test('a'.repeat(40) + '!')`, 'more steps'],
    ['a promise that nothing resolves', 'await new Promise(() => {})', 'nothing can resolve'],
    ['endless output', `for (;;) console.log('x'.repeat(1000))`, 'wrote more'],
    ['one huge output', `console.log('€'.repeat(2_000_000))`, 'wrote more'],
    ['one huge exported value', `export default 'x'.repeat(2_000_000)`, 'wrote more'],
  ])('%s ends in a runtime error', async (_, code, detail) => {
    await expect(run(code)).rejects.toMatchObject({
      problem: { status: 500, type: expect.stringMatching(/runtime$/), detail: expect.stringContaining(detail) },
    });
    expect(await stdout('console.log("well")')).toBe('well\n');
  });

  it.each([
    ['a list that grows', 'const a = []; for (;;) a.push(new Array(10_000).fill(1))', 'out of memory'],
    ['a text that grows', `let s = 'x'; for (;;) s += s`, 'string too long|out of memory'],
    ['one huge text', `'x'.repeat(1e9)`, 'out of memory'],
    ['endless recursion', '(function f() { f() })()', 'call stack'],
    ['deep recursion in the parser', `JSON.parse('['.repeat(100_000))`, 'call stack'],
    ['deep recursion in a regular expression', `new RegExp('('.repeat(20_000) + ')'.repeat(20_000))`, ''],
  ])('%s ends with code 1', async (_, code, message) => {
    const result = await run(code);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
    expect(await stdout('console.log("well")')).toBe('well\n');
  });

  it('that catches every error ends as well', () =>
    withRunner({ threads: 1, steps: 10 }, async (other) => {
      const stubborn = { ...given, code: 'for (;;) { try { throw 1 } catch {} }' };
      await expect(other.run(stubborn, effectContext())).rejects.toThrow('more steps');
    }));

  it('that catches the end of its memory does not get more of it', async () => {
    const code = `let n = 0; const a = []; for (let i = 0; i < 500; i++) { try { a.push(new Array(100_000).fill(i)) } catch { n++ } }
      console.log(a.length * 100_000 * 8 < 64e6, n > 0)`;
    expect(await stdout(code)).toBe('true true\n');
  });
});

async function withRunner<T>(options: QuickJsOptions, work: (other: typeof runner) => Promise<T>): Promise<T> {
  const other = createQuickJsRunner(options);
  try {
    return await work(other);
  } finally {
    await other.close();
  }
}

const endless = { ...given, code: 'for (;;) {}' };

describe('the threads', () => {
  it('leave the event loop of the host alone', async () => {
    const running = run('for (;;) {}').catch(() => {});
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    await running;
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });

  it('stop a script that takes too long, and go on', () =>
    withRunner({ threads: 1, steps: 1e9, timeoutMs: 300 }, async (other) => {
      await expect(other.run(endless, effectContext())).rejects.toMatchObject({ problem: { status: 408 } });
      expect((await other.run({ ...given, code: 'console.log(1)' }, effectContext())).stdout).toBe('1\n');
    }));

  it('stop a script that is cancelled, and drop one that waits', () =>
    withRunner({ threads: 1, steps: 1e9 }, async (other) => {
      const stop = new AbortController();
      const ended = Promise.allSettled([1, 2].map(() => other.run(endless, effectContext({ signal: stop.signal }))));
      stop.abort('cancelled');
      expect((await ended).map((each) => (each.status === 'rejected' ? each.reason : each))).toEqual([
        'cancelled',
        'cancelled',
      ]);
      expect((await other.run({ ...given, code: 'console.log(1)' }, effectContext())).stdout).toBe('1\n');
    }));

  it('take tenants in turns', () =>
    withRunner({ threads: 1 }, async (other) => {
      const order: string[] = [];
      const submit = async (tenantId: string) => {
        await other.run({ ...given, code: '1' }, effectContext({ tenantId }));
        order.push(tenantId);
      };
      await Promise.all(['a', 'a', 'a', 'a', 'b', 'b'].map(submit));
      expect(order.join('')).toBe('aababa');
    }));

  it('refuse a script when too many wait', () =>
    withRunner({ threads: 1, maxWaiting: 1 }, async (other) => {
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => other.run({ ...given, code: '1' }, effectContext())),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    }));
});

const seeds: string[] = [];
effectPortContract('the QuickJS runner', () => ({
  async succeed(each) {
    const result = await runner.run({ ...given, code: 'console.log(Math.random())' }, each);
    seeds.push(result.stdout);
    return result;
  },
  fail: (each) => runner.run({ ...given, code: 'await new Promise(() => {})' }, each),
  hang: (each) => patient.run(endless, each),
  idempotencyMarks: () => seeds,
}));
