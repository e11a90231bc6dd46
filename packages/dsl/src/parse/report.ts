import type { DiagnosticCode } from '../diagnostics/codes.ts';

/** Tells about a stretch of text that cannot become data. */
export type Report = (code: DiagnosticCode, message: string, start: number, end: number) => void;
