import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { parseWorkflow } from '../../validate/parse-workflow.ts';
import { typeWorkflow } from '../type-workflow.ts';
import { LOGISTICS } from './definitions/logistics.ts';
import { MEDIA } from './definitions/media.ts';
import { MONEY } from './definitions/money.ts';
import { PEOPLE } from './definitions/people.ts';
import { RESTAURANT } from './definitions/restaurant.ts';
import { SERVICE_DESK } from './definitions/service-desk.ts';
import { type Fault, randomOf, Subject } from './fault.ts';
import { EXPRESSION_FAULTS } from './faults-in-expressions.ts';
import { STRUCTURE_FAULTS } from './faults-in-structure.ts';
import type { TypedDefinition } from './shorthand.ts';

/** Valid definitions with the schemas of everything they call. */
export const DEFINITIONS: readonly TypedDefinition[] = [
  ...RESTAURANT,
  ...SERVICE_DESK,
  ...MONEY,
  ...LOGISTICS,
  ...PEOPLE,
  ...MEDIA,
];

const KINDS = { ...EXPRESSION_FAULTS, ...STRUCTURE_FAULTS };

export interface KindResult {
  readonly kind: string;
  readonly made: number;
  /** At the right line with the right code. */
  readonly found: number;
  readonly missed: readonly Fault[];
}

/** Errors and warnings of a definition; advice aside. */
export function findingsOf(text: string, { catalog }: TypedDefinition): readonly Diagnostic[] {
  const { diagnostics, draft, source } = parseWorkflow(text);
  const typed = draft ? typeWorkflow(draft, catalog, { source }).diagnostics : [];
  return [...diagnostics, ...typed].filter(({ severity }) => severity !== 'hint');
}

/** Makes `count` different faults, of every kind about as many, and looks for each. */
export function runMutations(count: number, seed: number): readonly KindResult[] {
  const faults = drawFaults(count, seed);
  return [...faults].map(([kind, made]) => {
    const missed = made.filter((fault) => !isFound(fault));
    return { kind, made: made.length, found: made.length - missed.length, missed };
  });
}

function isFound({ text, definition, line, codes }: Fault): boolean {
  return findingsOf(text, definition).some(({ code, span }) => codes.includes(code) && span?.line === line);
}

function drawFaults(count: number, seed: number): ReadonlyMap<string, Fault[]> {
  const random = randomOf(seed);
  const subjects = DEFINITIONS.map((definition) => new Subject(definition));
  const drawn = new Map<string, Fault[]>(Object.keys(KINDS).map((kind) => [kind, []]));
  const seen = new Set<string>();
  let total = 0;
  for (let round = 0; total < count && round < MAX_ROUNDS; round += 1) {
    for (const [kind, make] of Object.entries(KINDS)) {
      const candidates = subjects.flatMap((subject) => make(subject, random)).filter(({ text }) => !seen.has(text));
      for (let i = 0; i < PER_ROUND && candidates.length > 0 && total < count; i += 1) {
        const [fault] = candidates.splice(Math.floor(random() * candidates.length), 1);
        seen.add(fault!.text);
        drawn.get(kind)!.push(fault!);
        total += 1;
      }
    }
  }
  return drawn;
}

const MAX_ROUNDS = 10;
const PER_ROUND = 40;

/** The result as a table, worst kinds first. */
export function mutationTable(results: readonly KindResult[]): string {
  const rows = results.toSorted((a, b) => a.found / a.made - b.found / b.made);
  const lines = rows.map(({ kind, made, found }) => {
    return `${kind.padEnd(34)} ${String(made).padStart(5)} ${String(found).padStart(5)} ${percent(found, made).padStart(8)}`;
  });
  const made = results.reduce((sum, result) => sum + result.made, 0);
  const found = results.reduce((sum, result) => sum + result.found, 0);
  return [
    `${'kind'.padEnd(34)}  made found     rate`,
    ...lines,
    `all${' '.repeat(31)} ${String(made).padStart(5)} ${String(found).padStart(5)} ${percent(found, made).padStart(8)}`,
  ].join('\n');
}

const percent = (part: number, whole: number): string => `${whole === 0 ? '-' : ((100 * part) / whole).toFixed(1)} %`;
