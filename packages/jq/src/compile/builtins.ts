import type { Expression, FunctionDefinition, Span } from '../ast.ts';
import { BASIC_FUNCTIONS } from '../builtins/basic-functions.ts';
import { COLLECTION_FUNCTIONS } from '../builtins/collection-functions.ts';
import { DATE_FUNCTIONS } from '../builtins/date-functions.ts';
import type { Natives } from '../builtins/native.ts';
import { NUMBER_FUNCTIONS } from '../builtins/number-functions.ts';
import { PATH_FUNCTIONS } from '../builtins/path-functions.ts';
import { PRELUDE } from '../builtins/prelude.ts';
import { REGEX_FUNCTIONS } from '../builtins/regex-functions.ts';
import { TEXT_FUNCTIONS } from '../builtins/text-functions.ts';
import { parse } from '../parse/parse.ts';
import type { Code } from './code.ts';
import type { Compiler } from './compiler.ts';
import { inline } from './functions.ts';
import { KEY_SPECIALS } from './key-specials.ts';
import { LOOP_SPECIALS } from './loop-specials.ts';
import { callNative } from './native-call.ts';
import { Scope } from './scope.ts';
import { CONTROL_SPECIALS, faster, type Special } from './special.ts';

const NATIVES: Natives = {
  ...BASIC_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...TEXT_FUNCTIONS,
};

const SPECIALS: Readonly<Record<string, Special>> = { ...CONTROL_SPECIALS, ...KEY_SPECIALS, ...LOOP_SPECIALS };

const NO_NAMES = Scope.of([]);
let definitions: ReadonlyMap<string, FunctionDefinition> | undefined;

/** The definitions of the prelude under `name/arity`, read on first use. */
function preludeDefinitions(): ReadonlyMap<string, FunctionDefinition> {
  if (definitions !== undefined) return definitions;
  const found = new Map<string, FunctionDefinition>();
  let node: Expression = parse(PRELUDE).ast;
  for (; node.kind === 'define'; node = node.body) {
    found.set(`${node.definition.name}/${node.definition.parameters.length}`, node.definition);
  }
  definitions = found;
  return found;
}

/** A copy of a definition in which everything stands where the call stands, so that errors point there. */
function relocated<T>(node: T, span: Span): T {
  if (Array.isArray(node)) return node.map((item: unknown) => relocated(item, span)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    copy[key] = key === 'span' || key === 'nameSpan' ? span : relocated(value as unknown, span);
  }
  return copy as T;
}

/** Code for a call of a builtin, undefined if there is none of that name. */
export function compileBuiltinCall(
  name: string,
  list: readonly Code[],
  scope: Scope,
  span: Span,
  compiler: Compiler,
): Code | undefined {
  const native = Object.hasOwn(NATIVES, name) ? NATIVES[name] : undefined;
  const byDefinition = (): Code => {
    const definition = relocated(preludeDefinitions().get(name)!, span);
    return inline(definition, NO_NAMES, list, scope, compiler);
  };
  if (Object.hasOwn(SPECIALS, name)) return SPECIALS[name]!(list, { span, byDefinition });
  if (native === undefined) return preludeDefinitions().has(name) ? byDefinition() : undefined;
  const code = callNative(native, list, span);
  return preludeDefinitions().has(name) ? faster({ single: code.single }, list, { span, byDefinition }) : code;
}
