import { describe, expect, test } from 'vitest';
import type { SYNTAX_CODES } from '../diagnostic.ts';
import { JqSyntaxError } from '../errors.ts';
import { compile } from '../program.ts';
import { parse } from './parse.ts';

function found(source: string): string[] {
  return parse(source).diagnostics.map(({ code, span }) => `${code} ${source.slice(span.start, span.end)}`);
}

/** What `compile` says of a program that it refuses. */
function refused(source: string): JqSyntaxError {
  try {
    compile(source);
  } catch (error) {
    if (error instanceof JqSyntaxError) return error;
    throw error;
  }
  throw new Error(`${source} compiles`);
}

describe('syntax errors', () => {
  test.each([
    ['[1 +, {a: }, 3]', ['unexpected_token ,', 'unexpected_token }']],
    ['(.a | ), [.b, ], {c: 1 2}', ['unexpected_token )', 'unexpected_token ]', 'unexpected_token 2']],
    ['if . then 1 | {"\\x": 1', ['unexpected_token ', 'unterminated_if if . then 1 | {"\\x": 1', 'invalid_escape \\x']],
    ['def f: 1 +; f | )', ['unexpected_token ;', 'unexpected_token )']],
  ])('of one pass in %s', (source, expected) => {
    expect(found(source).sort()).toEqual(expected.sort());
  });

  test("have jq's message", () => {
    expect(refused('.a | }').diagnostics.map(({ message }) => message)).toEqual(["syntax error, unexpected '}'"]);
    expect(refused('{(1): 2}').message).toBe('Cannot use number (1) as object key');
    expect(refused('f(1)').message).toBe('f/1 is not defined');
    expect(refused('. as $x | $y').message).toBe('$y is not defined');
    expect(refused('break $out').message).toBe('$*label-out is not defined');
  });

  test('name every unknown name of a program, each at its place', () => {
    const source = 'foo, $bar, (break $out), input';
    const { diagnostics } = refused(source);
    expect(diagnostics.map(({ code, span }) => `${code} ${source.slice(span.start, span.end)}`)).toEqual([
      'undefined_function foo',
      'undefined_variable $bar',
      'undefined_label break $out',
      'unsupported_function input',
    ]);
  });

  const examples: Readonly<Record<keyof typeof SYNTAX_CODES, string>> = {
    unexpected_token: '1 +',
    invalid_character: '`',
    unterminated_string: '"a',
    invalid_escape: '"\\x"',
    invalid_object_key: '{(1): 1}',
    object_key_expression: '{1 + 1: 2}',
    unusual_field: '.a.if-x | .1a.b, .a.-',
    break_without_label: 'break',
    unterminated_if: 'if 1 then 2',
    unterminated_try: 'try 1 catch',
    modules_unsupported: 'import "a" as a; .',
    undefined_function: 'nothing_of_that_name',
    undefined_variable: '$x',
    undefined_label: 'break $x',
    unsupported_function: 'input',
    program_too_large: '('.repeat(2000),
  };

  test.each(Object.entries(examples))('have the code %s', (code, source) => {
    expect(refused(source).diagnostics.map((one) => one.code)).toContain(code);
  });

  test('are at most a hundred', () => {
    expect(parse(') '.repeat(5000)).diagnostics).toHaveLength(100);
    expect(parse('` '.repeat(5000)).diagnostics.length).toBeLessThanOrEqual(100);
    expect(refused('foo, '.repeat(5000).concat('1')).diagnostics.length).toBeLessThanOrEqual(100);
  });

  test('are there for a program of more than 100,000 characters, and not for one of as many', () => {
    expect(found(' '.repeat(100_000))).toEqual([]);
    expect(parse(' '.repeat(100_001)).diagnostics.map(({ code }) => code)).toEqual(['program_too_large']);
  });
});

describe('places', () => {
  test('of $__loc__ are counted in lines', () => {
    const program = compile('[$__loc__,\n$__loc__,\n\n{$__loc__}] | map(.line // .__loc__.line)');
    expect(program.ast.span).toEqual({ start: 0, end: program.source.length });
    const { ast } = parse('1 |\n\n$__loc__');
    expect(ast).toMatchObject({ right: { kind: 'location', line: 3, span: { start: 5, end: 13 } } });
  });

  test('of a field are those of its name', () => {
    expect(parse('.abc.de').ast).toMatchObject({ key: { value: 'de', span: { start: 5, end: 7 } } });
  });

  test.each(['.a?//1', '.a ?// 1', '.[0]?//1'])('tell `? //` from `?//` in %s', (source) => {
    expect(parse(source).diagnostics).toEqual([]);
    expect(parse(source).ast.kind).toBe('alternative');
  });
});
