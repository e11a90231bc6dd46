export { type Analysis, type AnalysisOptions, analyseWorkflow } from './analyse/analyse-workflow.ts';
export type { Dependency } from './analyse/dependencies.ts';
export type { Permission, PermissionKind } from './analyse/permission.ts';
export { diffPermissions, type PermissionDiff, permissionsNeeded } from './analyse/permissions.ts';
export type * from './catalog.ts';
export type { AffectedWorkflow, Break, BreakKind } from './compare/affected/affected.ts';
export { affectedBy } from './compare/affected/affected-by.ts';
export type { BreakingChange, BreakingKind } from './compare/breaking/breaking-change.ts';
export { permissionWords } from './compare/breaking/permission-words.ts';
export { describeDiff } from './compare/describe/describe-diff.ts';
export type { Change, FieldChange, WorkflowDiff } from './compare/diff.ts';
export { diffWorkflows } from './compare/diff-workflows.ts';
export { DIAGNOSTICS, type DiagnosticCode, type Severity } from './diagnostics/codes.ts';
export { type Diagnostic, type Fix, hasErrors, type RelatedPlace, type Span } from './diagnostics/diagnostic.ts';
export { nearest } from './diagnostics/nearest.ts';
export { printDiagnostic } from './diagnostics/print.ts';
export { drawTree } from './explain/draw-tree.ts';
export { explainWorkflow } from './explain/explain-workflow.ts';
export { summarizeTask } from './explain/summarize-task.ts';
export { humanize } from './explain/words.ts';
export { expressionOffset, isExpression, stripExpression } from './expression/syntax.ts';
export { formatWorkflow } from './format/format-workflow.ts';
export { workflowGraph } from './graph/build-graph.ts';
export type { EdgeKind, GraphEdge, GraphNode, WorkflowGraph } from './graph/graph.ts';
export { toMermaid } from './graph/mermaid.ts';
export { type Migration, migrateWorkflow, type OldVersion } from './migrate/migrate-workflow.ts';
export type { MigrationKind, MigrationNote } from './migrate/report.ts';
export * from './model/calls.ts';
export * from './model/events.ts';
export * from './model/policies.ts';
export * from './model/runs.ts';
export * from './model/tasks.ts';
export {
  type ChildList,
  childLists,
  type ListRole,
  taskEntry,
  taskKind,
  type WalkedTask,
  walkTasks,
} from './model/walk.ts';
export * from './model/workflow.ts';
export { DEFAULT_LIMITS, type ParseLimits } from './parse/limits.ts';
export { childPointer, lastStep, parentPointer, pointerSteps, valueAt } from './parse/pointer.ts';
export type { SourceMap } from './parse/source-map.ts';
export type { SyntaxEntry, SyntaxList, SyntaxMap, SyntaxNode, SyntaxScalar } from './parse/syntax-tree.ts';
export { applyPatch, type PatchResult, patchWorkflow } from './patch/apply-patch.ts';
export { diffToPatch } from './patch/diff-to-patch.ts';
export type { PatchOperation, Position } from './patch/operation.ts';
export type { CodeAction } from './service/code-actions.ts';
export type { CompletionItem } from './service/complete/completion.ts';
export type { DocumentSymbol } from './service/document-symbols.ts';
export type { ExpressionTypes } from './service/expression-types.ts';
export type { Hover } from './service/hover.ts';
export {
  createLanguageService,
  type LanguageService,
  type LanguageServiceOptions,
} from './service/language-service.ts';
export type { RenameResult, TextEdit } from './service/rename.ts';
export type { SemanticToken, TokenKind } from './service/semantic-tokens.ts';
export { type PlaceTypes, type TypeOptions, typeWorkflow, type WorkflowTypes } from './types/type-workflow.ts';
export {
  type CheckedWorkflow,
  type ParsedWorkflow,
  type ParseOptions,
  parseWorkflow,
  validateWorkflow,
} from './validate/parse-workflow.ts';
export { type Portability, type PortabilityIssue, portability } from './validate/portability.ts';
