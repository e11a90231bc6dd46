import { isObject } from '@parley/kernel';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { formatWorkflow } from '../format/format-workflow.ts';
import type { Workflow } from '../model/workflow.ts';
import { parseText } from '../parse/parse-text.ts';
import { toValue } from '../parse/syntax-tree.ts';
import { parseWorkflow } from '../validate/parse-workflow.ts';
import { migrateAlpha } from './alpha.ts';
import { migrateLegacy } from './legacy/migrate-legacy.ts';
import { OldMaps } from './old-map.ts';
import { type MigrationNote, Report } from './report.ts';

/** What a definition was written in; undefined when nothing says so. */
export type OldVersion = '0.8' | '0.9' | '1.0-alpha' | '1.0';

export interface Migration {
  readonly from: OldVersion | undefined;
  /** The definition in the newest version of the language; undefined when the text is no definition of any version. */
  readonly text: string | undefined;
  /** What is not as it was, in the order of the old text. */
  readonly report: readonly MigrationNote[];
  /** What is wrong with the new text; with the old one when there is no new one. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Translates a definition of DSL 0.8, 0.9 or an alpha version of 1.0, in YAML or JSON, into 1.0. What has no counterpart is
 * in the report, with its place and what to do about it. Definitions of 1.0 come back formatted. Never throws.
 */
export function migrateWorkflow(text: string): Migration {
  const { source, tree, diagnostics } = parseText(text);
  const value = tree && toValue(tree);
  const from = isObject(value) ? versionOf(value) : undefined;
  if (!tree || !isObject(value) || from === undefined || hasErrors(diagnostics)) {
    return { from, text: undefined, report: [], diagnostics };
  }
  if (from === '1.0') {
    return { from, text: formatWorkflow(text), report: [], diagnostics: parseWorkflow(text).diagnostics };
  }
  const report = new Report(source);
  noteComments(text, report);
  const maps = new OldMaps(report);
  const migrated = from === '1.0-alpha' ? migrateAlpha(value, report) : migrateLegacy(value, maps);
  maps.reportUnread();
  const result = formatWorkflow(migrated as unknown as Workflow);
  return { from, text: result, report: report.list(), diagnostics: parseWorkflow(result).diagnostics };
}

function versionOf(value: Readonly<Record<string, unknown>>): OldVersion | undefined {
  if (isObject(value.document)) {
    const { dsl } = value.document;
    return typeof dsl === 'string' && /^1\.0\.0-/.test(dsl) ? '1.0-alpha' : '1.0';
  }
  if (!Array.isArray(value.states)) return undefined;
  return typeof value.specVersion === 'string' && /^0?\.?[0-8]\b|^0\.[0-8]\b/.test(value.specVersion) ? '0.8' : '0.9';
}

/** Tasks of the new text have no counterpart of the same shape in the old one, so comments have no place. */
function noteComments(text: string, report: Report): void {
  if (/^\s*\{/.test(text) || !/(?:^|\s)#/m.test(text)) return;
  const line = text.split('\n').findIndex((one) => /^\s*#/.test(one)) + 1;
  if (line > 0)
    report.lost('', `Comments are not carried over, the first stands in line ${line}`, 'Copy them by hand.');
}
