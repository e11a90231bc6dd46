import { Memo } from '../../expression/memo.ts';

/** A unit and what it measures. */
export interface Unit {
  readonly dimension: string;
  readonly unit: string;
}

const WORDS: Readonly<Record<string, readonly [dimension: string, words: string]>> = {
  millisecond: ['time', 'ms millis milliseconds millisecond'],
  second: ['time', 's sec secs second seconds'],
  minute: ['time', 'min mins minute minutes'],
  hour: ['time', 'h hr hrs hour hours'],
  day: ['time', 'd day days'],
  week: ['time', 'week weeks'],
  month: ['time', 'month months'],
  year: ['time', 'year years'],
  cent: ['money', 'cent cents minorunits minor penny pence'],
  gram: ['mass', 'g gram grams'],
  kilogram: ['mass', 'kg kilo kilos kilogram kilograms'],
  pound: ['mass', 'lb lbs pounds'],
  ounce: ['mass', 'oz ounce ounces'],
  millimetre: ['length', 'mm millimeter millimeters millimetre millimetres'],
  centimetre: ['length', 'cm centimeter centimeters centimetre centimetres'],
  metre: ['length', 'm meter meters metre metres'],
  kilometre: ['length', 'km kilometer kilometers kilometre kilometres'],
  mile: ['length', 'mile miles'],
  inch: ['length', 'inch inches'],
  celsius: ['temperature', 'celsius'],
  fahrenheit: ['temperature', 'fahrenheit'],
  kelvin: ['temperature', 'kelvin'],
  byte: ['data', 'bytes'],
  kilobyte: ['data', 'kb kilobytes'],
  megabyte: ['data', 'mb megabytes'],
  gigabyte: ['data', 'gb gigabytes'],
};

const BY_WORD = new Map<string, Unit>(
  Object.entries(WORDS).flatMap(([unit, [dimension, words]]) =>
    words.split(' ').map((word): [string, Unit] => [word, { dimension, unit }]),
  ),
);

/** One letter means a unit only after another word, and words like "second" may count. */
const AMBIGUOUS = new Set(['second', 'minor', 'min', 'd', 'day', 'month', 'year', 'week', 'hour', 'minute']);

/** The words of a name: `durationMinutes`, `duration_minutes` and `duration-minutes` are duration, minutes. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_\-.]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}

const IN_WORDS = /\b(?:in|as|number of|amount of) (?:whole |full |integer |minor )?([a-z]+(?: units)?)\b/i;

/** The unit that the last word of a name says: `seconds` of `timeoutSeconds`. */
function unitOfName(name: string): Unit | undefined {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined) return undefined;
  if (last === 'units' && words.at(-2) === 'minor') return BY_WORD.get('cent');
  const known = BY_WORD.get(last);
  if (!known || (words.length === 1 && last.length < 4 && last !== 'ms')) return undefined;
  return AMBIGUOUS.has(last) ? undefined : known;
}

/** The unit of a property: what its name says, or else its description ("... in seconds"). */
function unitOf(name: string, doc: string | undefined): Unit | undefined {
  const named = NAMED.get(name, () => unitOfName(name) ?? null) ?? undefined;
  if (named || doc === undefined || doc.length > MAX_DOC) return named;
  if (/\bminor (?:currency )?units?\b|\bcents\b/i.test(doc)) return BY_WORD.get('cent');
  const word = IN_WORDS.exec(doc)?.[1]?.toLowerCase();
  return word === undefined ? undefined : BY_WORD.get(word);
}

/** Descriptions longer than this are not searched for units. */
const MAX_DOC = 400;

const MONEY = new Set(['amount', 'price', 'total', 'cost', 'fee', 'sum', 'subtotal', 'balance', 'charge', 'refund']);

const NAMED = new Memo<Unit | null>();

/** A number and what is known about what it counts. */
export interface Measured {
  readonly name: string;
  readonly doc: string | undefined;
  /** Only whole numbers are taken, as for cents. */
  readonly whole?: boolean;
}

/**
 * Why one measured value can hardly stand for the other: the units of their names or descriptions differ, or one counts
 * cents and the other, of the same name otherwise, does not say so. Undefined when nothing speaks against it.
 */
export function unitConflict(given: Measured, wanted: Measured): string | undefined {
  const from = unitOf(given.name, given.doc);
  const to = unitOf(wanted.name, wanted.doc);
  if (from && to) {
    if (from.dimension !== to.dimension || from.unit === to.unit) return undefined;
    return `“${given.name}” is in ${plural(from.unit)} and “${wanted.name}” in ${plural(to.unit)}`;
  }
  const unit = from ?? to;
  if (unit?.unit !== 'cent') return undefined;
  const [counted, plain] = from ? [given, wanted] : [wanted, given];
  if (!isPlainMoney(counted.name, plain)) return undefined;
  return `“${counted.name}” is in cents, and nothing says that “${plain.name}” is`;
}

/** True for the same name without the unit, and for the usual names of amounts of money. */
function isPlainMoney(counted: string, { name, doc, whole }: Measured): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (!MONEY.has(last) || (doc !== undefined && /minor|cent/i.test(doc))) return false;
  const stem = wordsOf(counted).slice(0, -1);
  const counts = stem.at(-1) ?? '';
  return counts === last || (whole === false && MONEY.has(counts));
}

const plural = (unit: string): string =>
  unit === 'celsius' || unit === 'fahrenheit' ? unit : unit === 'inch' ? 'inches' : `${unit}s`;
