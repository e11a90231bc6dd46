import { Kind, type SyntaxDiagnostic, type Type, type TypeCode, type TypeDiagnostic } from '@parley/jq';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import type { Finding } from '../../validate/site.ts';

/** Where an expression stands: its pointer, and the offset of its source in the text there. */
export interface PlacedSource {
  readonly pointer: string;
  readonly offset: number;
}

/** What jq finds, in the words of the language. What is missing here the validator reports. */
const CODES: Partial<Record<TypeCode, DiagnosticCode>> = {
  unknown_property: 'unknown_field',
  undeclared_property: 'undeclared_field',
  cannot_index: 'invalid_access',
  cannot_iterate: 'not_iterable',
  invalid_operation: 'wrong_operand',
  invalid_input: 'wrong_operand',
  invalid_argument: 'wrong_operand',
  never_equal: 'never_equal',
  unreachable_branch: 'unreachable_branch',
};

/** The findings of the inference at their place in the text. */
export function expressionFindings(
  diagnostics: readonly (TypeDiagnostic | SyntaxDiagnostic)[],
  place: PlacedSource,
): Finding[] {
  return diagnostics.flatMap((diagnostic) => {
    const code = CODES[diagnostic.code as TypeCode];
    return code === undefined ? [] : [toFinding(code, diagnostic as TypeDiagnostic, place)];
  });
}

function toFinding(code: DiagnosticCode, found: TypeDiagnostic, { pointer, offset }: PlacedSource): Finding {
  const { span, message, hint, fix, severity } = found;
  return {
    code,
    pointer,
    severity,
    message,
    within: { start: span.start + offset, end: span.end + offset },
    ...(hint !== undefined && { hint }),
    ...(fix && {
      replacement: fix.text,
      replaces: { start: fix.span.start + offset, end: fix.span.end + offset },
    }),
  };
}

/** What a condition always is, by jq's reading: everything but false and null holds. Undefined when it depends. */
export function constantCondition(type: Type): boolean | undefined {
  const falsy = Kind.null | Kind.false;
  if (type.kinds === 0) return undefined;
  if ((type.kinds & falsy) === 0) return true;
  return (type.kinds & ~falsy) === 0 ? false : undefined;
}
