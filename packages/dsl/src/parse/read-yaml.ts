import { Composer, type CST, type Document, Parser, type YAMLError } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { ParseLimits } from './limits.ts';
import type { Report } from './report.ts';

/** More errors than this rarely help: the first one usually causes the others. */
const MAX_ERRORS = 5;

/**
 * Reads a text with the `yaml` package; undefined when it is too long or too deep. The depth is measured before nodes
 * are made, because the package recurses then, and a regular expression that V8 compiles on an exhausted stack ends the
 * process ("regexp too big") instead of throwing.
 */
export function readYaml(text: string, limits: ParseLimits, report: Report): Document | undefined {
  const tokens = [...new Parser().parse(text)];
  const tooDeep = findTooDeep(tokens, limits.maxDepth);
  if (tooDeep !== undefined) {
    report('limit_exceeded', `The definition is nested deeper than ${limits.maxDepth} levels`, tooDeep, tooDeep);
    return undefined;
  }
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (!document) return undefined;
  if (second) {
    const [start] = second.range;
    report('several_documents', 'A second document begins here; a definition is exactly one', start, start);
  }
  for (const { message, pos, code } of document.errors.slice(0, MAX_ERRORS)) report(codeOf(code), message, ...pos);
  return document;
}

function codeOf(code: YAMLError['code']): DiagnosticCode {
  return code === 'RESOURCE_EXHAUSTION' ? 'limit_exceeded' : 'yaml_syntax';
}

/** Offset of the first collection that is nested too deeply; iterative, whatever the depth. */
function findTooDeep(tokens: readonly CST.Token[], maxDepth: number): number | undefined {
  const open = tokens.map((token) => ({ token: token as CST.Token | null | undefined, depth: 0 }));
  for (;;) {
    const next = open.pop();
    if (!next) return undefined;
    const { token, depth } = next;
    if (!token) continue;
    if (depth > maxDepth) return token.offset;
    if (token.type === 'document') open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items)
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
  }
}
