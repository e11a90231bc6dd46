const SMALL = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** Value of a number word up to `ninety-nine`, `hundred` and `thousand`; undefined for any other word. */
export function numberWord(word: string): number | undefined {
  const small = SMALL.indexOf(word);
  if (small >= 0) return small;
  if (word === 'hundred') return 100;
  if (word === 'thousand') return 1000;
  if (word === 'dozen') return 12;
  const [tens, unit] = word.split('-');
  const index = TENS.indexOf(tens ?? '');
  if (index < 0) return undefined;
  const rest = unit === undefined ? 0 : SMALL.indexOf(unit);
  return rest >= 0 && rest < 10 ? (index + 2) * 10 + rest : undefined;
}

/** Value of `1,250.50`, `2k` or `15`. */
export function parseNumber(text: string): number {
  const thousand = /k$/i.test(text);
  const value = Number(text.replace(/[,\sk]/gi, ''));
  return thousand ? value * 1000 : value;
}
