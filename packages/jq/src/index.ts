export type * from './ast.ts';
export { SIGNATURES, type Signature, UNSUPPORTED, type Yield } from './builtins/signatures.ts';
export { complete } from './complete/complete.ts';
export { type Hover, hover } from './complete/hover.ts';
export type { CompletionItem } from './complete/items.ts';
export { type Diagnostic, SYNTAX_CODES, type SyntaxCode } from './diagnostic.ts';
export { JqError, JqLimitError, JqSyntaxError, type LimitKind } from './errors.ts';
export { type ParseResult, parse } from './parse/parse.ts';
export { type CompileOptions, compile, type Program, type RunOptions, run, runEach, runFirst } from './program.ts';
export { DEFAULT_FUEL } from './runtime/meter.ts';
export { elementsOf, propertyOf } from './types/access.ts';
export { type Fix, type Related, TYPE_CODES, type TypeCode, type TypeDiagnostic } from './types/findings.ts';
export { fromJsonSchema, type SchemaOptions } from './types/from-json-schema.ts';
export { type Inference, infer, type SyntaxDiagnostic, type VariableTypes } from './types/infer.ts';
export { join as joinTypes, tupleOf } from './types/join.ts';
export { meet as meetTypes, overlaps } from './types/meet.ts';
export { type Narrowed, narrowBy } from './types/narrow-by.ts';
export { hasValue, typeOfValue } from './types/of-value.ts';
export { type PrintOptions, printType } from './types/print.ts';
export type { JsonSchema } from './types/schema-references.ts';
export { isSubtype } from './types/subtype.ts';
export { toJsonSchema } from './types/to-json-schema.ts';
export {
  arrayOf,
  booleanType,
  closedObject,
  integerType,
  isNever,
  Kind,
  keepKinds,
  neverType,
  nullType,
  numberType,
  type ObjectShape,
  objectOfShape,
  type Property,
  recordOf,
  resolve as resolveSlot,
  type Slot,
  stringConstants,
  stringType,
  type Type,
  unknownType,
} from './types/type.ts';
export { widen as widenTypes } from './types/widen.ts';
export type { Json, JsonObject } from './values/json.ts';
