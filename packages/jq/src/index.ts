export type * from './ast.ts';
export { SIGNATURES, type Signature, UNSUPPORTED, type Yield } from './builtins/signatures.ts';
export { type Diagnostic, SYNTAX_CODES, type SyntaxCode } from './diagnostic.ts';
export { JqError, JqLimitError, JqSyntaxError, type LimitKind } from './errors.ts';
export { type ParseResult, parse } from './parse/parse.ts';
export { type CompileOptions, compile, type Program, type RunOptions, run, runFirst } from './program.ts';
export type { Json, JsonObject } from './values/json.ts';
