import { isExpression, stripExpression } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { Scope } from '../interpret/scope.ts';
import { isWorkflowError } from '../problem.ts';
import type { Expression } from './expression.ts';

/** Data with `${ }` expressions in it, compiled. `data` is what `.` stands for. */
export interface Template {
  evaluate(scope: Scope, data: unknown): unknown;
  /** True when the result is always the same. */
  readonly constant: boolean;
}

/** Compiles an expression, or reports why it cannot and gives undefined. */
export type CompileExpression = (source: string, pointer: string) => Expression | undefined;

export interface TemplateOptions {
  readonly compile: CompileExpression;
  /** `evaluate.mode: loose`: every text that can be evaluated is. */
  readonly loose: boolean;
}

/**
 * Compiles data. In it only a text that is one `${ }` from end to end is an expression (strict mode); anything else
 * stands for itself. What an expression gives is data and is never evaluated again.
 */
export function compileTemplate(value: unknown, pointer: string, options: TemplateOptions): Template {
  if (typeof value === 'string') return compileText(value, pointer, options);
  if (Array.isArray(value)) return compileArray(value, pointer, options);
  if (isObject(value)) return compileObject(value, pointer, options);
  return constant(value);
}

function constant(value: unknown): Template {
  return { constant: true, evaluate: () => value };
}

function compileText(text: string, pointer: string, { compile, loose }: TemplateOptions): Template {
  if (!isExpression(text)) return loose ? compileLoose(text, compile) : constant(text);
  const expression = compile(stripExpression(text), pointer);
  if (!expression) return constant(null);
  return { constant: false, evaluate: (scope, data) => expression.evaluate(scope, data) };
}

function compileLoose(text: string, compile: CompileExpression): Template {
  const expression = compile(text, '');
  if (!expression) return constant(text);
  const evaluate = (scope: Scope, data: unknown): unknown => {
    try {
      return expression.evaluate(scope, data);
    } catch (error) {
      if (isWorkflowError(error)) return text;
      throw error;
    }
  };
  return { constant: false, evaluate };
}

function compileArray(items: readonly unknown[], pointer: string, options: TemplateOptions): Template {
  const templates = items.map((item, index) => compileTemplate(item, `${pointer}/${index}`, options));
  if (templates.every((template) => template.constant)) return constant(items);
  return { constant: false, evaluate: (scope, data) => templates.map((template) => template.evaluate(scope, data)) };
}

function compileObject(object: Record<string, unknown>, pointer: string, options: TemplateOptions): Template {
  const entries = Object.entries(object).map(
    ([name, value]) => [name, compileTemplate(value, `${pointer}/${name}`, options)] as const,
  );
  if (entries.every(([, template]) => template.constant)) return constant(object);
  const evaluate = (scope: Scope, data: unknown): unknown => {
    const result: Record<string, unknown> = {};
    for (const [name, template] of entries) setOwn(result, name, template.evaluate(scope, data));
    return result;
  };
  return { constant: false, evaluate };
}

/** Sets a property of data; `__proto__` is a name like any other. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
