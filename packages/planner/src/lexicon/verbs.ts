/**
 * What a verb does to the world, which the HTTP method and the name of an operation are compared with: `read` and
 * `check` look, the others change something. `ask` and `wait` and `stop` never become a call of an operation.
 */
export type VerbClass = 'read' | 'check' | 'create' | 'update' | 'delete' | 'send' | 'act' | 'ask' | 'wait' | 'stop';

export interface Verb {
  /** The group's name; verbs of one group mean the same thing to an operation. */
  readonly group: string;
  readonly class: VerbClass;
  readonly base: string;
}

/** Group, class, and the verbs in it. A verb may stand in several groups, the first being its main sense. */
const GROUPS: readonly (readonly [group: string, kind: VerbClass, verbs: string])[] = [
  ['check', 'check', 'check verify ensure validate inspect examine assess determine evaluate test review see look'],
  ['get', 'read', 'get retrieve fetch obtain pull read load collect lookup view show display bring'],
  ['list', 'read', 'list enumerate'],
  ['find', 'read', 'find search query locate identify pick choose select'],
  [
    'create',
    'create',
    'create add make generate open raise issue place submit insert register prepare write build enter start',
  ],
  ['record', 'create', 'record log post file track note save store'],
  ['update', 'update', 'update change modify edit set mark adjust correct alter move rename edit'],
  ['delete', 'delete', 'delete remove erase drop discard'],
  ['cancel', 'delete', 'cancel void abort annul withdraw'],
  ['reject', 'act', 'reject decline deny refuse dismiss'],
  ['confirm', 'act', 'confirm accept acknowledge'],
  ['approve', 'ask', 'approve authorize authorise okay'],
  ['schedule', 'create', 'schedule book queue arrange plan start'],
  ['plan', 'create', 'plan route'],
  ['reserve', 'act', 'reserve hold allocate block'],
  ['release', 'act', 'release free return unreserve restore'],
  ['refund', 'act', 'refund reimburse'],
  ['pay', 'act', 'pay charge bill'],
  ['assign', 'act', 'assign allocate give dispatch appoint hand'],
  ['reward', 'create', 'award credit grant give reward compensate'],
  ['message', 'send', 'message text tell notify inform alert ping contact email warn remind say explain mention'],
  ['send', 'send', 'send deliver mail forward share dispatch'],
  ['estimate', 'read', 'estimate calculate compute forecast predict'],
  ['order', 'create', 'order purchase buy reorder restock replenish'],
  ['request', 'create', 'request'],
  ['ask', 'ask', 'ask consult'],
  ['wait', 'wait', 'wait pause hold delay sleep'],
  ['stop', 'stop', 'stop end finish quit exit'],
  ['upload', 'create', 'upload attach import copy archive'],
  ['download', 'read', 'download export extract'],
  ['publish', 'create', 'publish announce'],
  ['invoke', 'act', 'invoke call run execute trigger'],
  ['close', 'update', 'close resolve complete'],
  ['invite', 'send', 'invite'],
  ['escalate', 'send', 'escalate'],
  ['enable', 'update', 'enable activate disable deactivate suspend resume'],
  ['summarise', 'read', 'summarise summarize translate analyse analyze classify'],
  ['subscribe', 'create', 'subscribe enroll'],
  ['authenticate', 'act', 'authenticate login'],
  ['use', 'act', 'use'],
  ['print', 'act', 'print'],
  ['repair', 'act', 'repair fix'],
];

/** Verbs that are as often a noun; at the start of a clause they count as verbs only before an object. */
const NOUN_TOO = new Set(
  (
    'order schedule message text email list check report plan request review book record return place contact call post file ' +
    'log set open note charge bill credit award route test look view show display change update start end stop hold block ' +
    'mark move issue track query search pick select print use copy reward fix mail share export import bring alert ' +
    'refund estimate reserve release free pull load purchase buy delay run wait close place queue grant void query'
  ).split(' '),
);

const IRREGULAR: Readonly<Record<string, string>> = {
  sent: 'send',
  told: 'tell',
  found: 'find',
  held: 'hold',
  got: 'get',
  gotten: 'get',
  given: 'give',
  gave: 'give',
  paid: 'pay',
  made: 'make',
  bought: 'buy',
  written: 'write',
  brought: 'bring',
  built: 'build',
  chosen: 'choose',
  shown: 'show',
  seen: 'see',
  kept: 'keep',
  withdrawn: 'withdraw',
  run: 'run',
  ran: 'run',
};

export type Inflection = 'base' | 'third' | 'past' | 'gerund';

export interface VerbForm {
  readonly inflection: Inflection;
  /** Every sense of the verb, its main one first. */
  readonly senses: readonly Verb[];
  /** True when the word in this form is as often a noun. */
  readonly nounToo: boolean;
}

/** Which words are verbs; built once for a catalog, whose operations bring verbs of their own. */
export type VerbLexicon = ReadonlyMap<string, VerbForm>;

/** The lexicon with `extra` verbs (base forms, lower case), each a group of its own when it is not known. */
export function buildVerbLexicon(extra: Iterable<string>): VerbLexicon {
  const senses = sensesByBase(extra);
  const forms = new Map<string, VerbForm>();
  for (const [base, list] of senses) addForms(forms, base, list);
  for (const [word, base] of Object.entries(IRREGULAR)) {
    const list = senses.get(base);
    if (list && word !== base) forms.set(word, { inflection: 'past', senses: list, nounToo: false });
  }
  return forms;
}

/** A verb that only the catalog or the words bring: it means nothing but itself. */
export function ownVerb(base: string): Verb {
  return { group: `=${base}`, class: 'act', base };
}

/** False for a verb that means nothing but itself. */
export function isKnown(verb: Verb): boolean {
  return !verb.group.startsWith('=');
}

function sensesByBase(extra: Iterable<string>): Map<string, Verb[]> {
  const senses = new Map<string, Verb[]>();
  for (const [group, kind, verbs] of GROUPS) {
    for (const base of verbs.split(' ')) addSense(senses, { group, class: kind, base });
  }
  for (const base of extra) {
    if (!senses.has(base)) addSense(senses, ownVerb(base));
  }
  return senses;
}

function addForms(forms: Map<string, VerbForm>, base: string, senses: readonly Verb[]): void {
  const nounToo = NOUN_TOO.has(base);
  for (const [word, inflection] of inflections(base)) {
    if (!forms.has(word)) forms.set(word, { inflection, senses, nounToo: nounToo && inflection !== 'gerund' });
  }
}

function addSense(senses: Map<string, Verb[]>, verb: Verb): void {
  const list = senses.get(verb.base);
  if (!list) senses.set(verb.base, [verb]);
  else if (!list.some((known) => known.group === verb.group)) list.push(verb);
}

const DOUBLED = /^(?:stop|drop|plan|ship|set|put|get|run|cancel|refer|log|tag|map|submit|permit|cut)$/;

function inflections(base: string): [string, Inflection][] {
  const doubled = DOUBLED.test(base) ? `${base}${base.at(-1)}` : undefined;
  const forms: [string, Inflection][] = [
    [base, 'base'],
    [third(base), 'third'],
    [`${before(base, 'ed')}ed`, 'past'],
    [`${before(base, 'ing')}ing`, 'gerund'],
  ];
  return doubled === undefined ? forms : [...forms, [`${doubled}ed`, 'past'], [`${doubled}ing`, 'gerund']];
}

function third(base: string): string {
  if (CONSONANT_Y.test(base)) return `${base.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(base) ? `${base}es` : `${base}s`;
}

const CONSONANT_Y = /[^aeiou]y$/;

/** What an ending is put to: `notifi` before "ed", `schedul` before "ing". */
function before(base: string, ending: 'ed' | 'ing'): string {
  if (ending === 'ed' && CONSONANT_Y.test(base)) return `${base.slice(0, -1)}i`;
  return base.endsWith('e') && !base.endsWith('ee') ? base.slice(0, -1) : base;
}

/** The form a word has as a verb; undefined for any other word. */
export function inflectionOf(verbs: VerbLexicon, word: string): Inflection | undefined {
  return verbs.get(word)?.inflection;
}
