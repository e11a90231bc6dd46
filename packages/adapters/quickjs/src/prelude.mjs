// Runs inside the sandbox before the script. It is a function's source text, so that it has no names of its own; the
// host calls it with what the script is given. Everything it needs later it takes now, before the script can change it.

/**
 * Source of a function `(print, exit, given) => describe`: builds `console`, `process`, a fixed `Date` and a seeded
 * `Math.random`, and gives the function that turns an error into text.
 */
export const PRELUDE = `(function (print, exit, given) {
  const { stringify } = JSON;
  const { apply, construct } = Reflect;
  const map = Array.prototype.map;
  const join = Array.prototype.join;
  const isError = (value) => value instanceof Error;

  const text = (value) => {
    if (typeof value === 'string') return value;
    if (isError(value)) return value.stack ? value.name + ': ' + value.message + '\\n' + value.stack : String(value);
    if (typeof value === 'object' && value !== null) {
      try { return stringify(value) ?? '[object]'; } catch { return '[object]'; }
    }
    return String(value);
  };
  // As JSON, because the host reads texts up to their first NUL.
  const write = (fd, line) => print(fd, line.length, line.length > given.outputBytes ? '' : stringify(line));
  const printer = (fd) => (...values) => write(fd, apply(join, apply(map, values, [text]), [' ']) + '\\n');
  const out = printer(1);
  const error = printer(2);
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define('console', { log: out, info: out, debug: out, error, warn: error });

  const stream = (fd) => ({ fd, write: (value) => (write(fd, String(value)), true) });
  define('process', {
    argv: ['js', 'script.js', ...given.arguments],
    env: given.environment,
    stdin: { fd: 0 },
    stdout: stream(1),
    stderr: stream(2),
    exitCode: undefined,
    exit(code) {
      exit(Number(code ?? this.exitCode ?? 0) | 0);
      throw new Error('process.exit');
    },
  });

  const RealDate = Date;
  function FixedDate(...values) {
    if (new.target === undefined) return new RealDate(given.nowMs).toString();
    return construct(RealDate, values.length === 0 ? [given.nowMs] : values, new.target);
  }
  FixedDate.prototype = RealDate.prototype;
  Object.defineProperty(RealDate.prototype, 'constructor', { value: FixedDate, writable: true, configurable: true });
  FixedDate.parse = RealDate.parse;
  FixedDate.UTC = RealDate.UTC;
  FixedDate.now = () => given.nowMs;
  Object.defineProperty(FixedDate, 'name', { value: 'Date' });
  define('Date', FixedDate);
  delete globalThis.performance;

  // Mulberry32, a public-domain generator of 32 bits by Tommy Ettinger
  // (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c).
  let state = given.seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  const match = RegExp.prototype[Symbol.match];
  return {
    describe(thrown) {
      if (!isError(thrown)) return 'Uncaught ' + text(thrown);
      const line = apply(match, /script\\.js:(\\d+)/, [String(thrown.stack)]);
      return (line ? 'script.js:' + line[1] + ': ' : '') + thrown.name + ': ' + thrown.message;
    },
    printExport(names) {
      const json = 'default' in names ? stringify(names.default) : undefined;
      if (json !== undefined) write(1, json + '\\n');
    },
    exitCode: () => Number(globalThis.process?.exitCode ?? 0) | 0,
  };
})`;

/** Source of the module that a script imports under this name; undefined when there is none. */
export function moduleSource(name, stdin) {
  switch (name) {
    case 'fs':
    case 'node:fs':
      return `const stdin = ${JSON.stringify(stdin)};
        export function readFileSync(file) {
          if (file === 0 || file === '/dev/stdin') return stdin;
          throw new Error('A script has no files; it can read its standard input: readFileSync(0)');
        }
        export default { readFileSync };`;
    case 'process':
    case 'node:process':
      return `const { process } = globalThis;
        export const { argv, env, stdin, stdout, stderr, exit } = process;
        export default process;`;
    default:
      return undefined;
  }
}
