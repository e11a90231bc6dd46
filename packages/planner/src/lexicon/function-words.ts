const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words without content of their own for a search. */
export const STOP_WORDS = words(
  'a an the this that these those some any each every all both either of to in on at by for from with without into onto ' +
    'and or but then also so as it its they them their he she his her we us our you your i me my mine is are was were be ' +
    'been being am has have had do does did will would shall should can could may might must please just only not no ' +
    'there here if when whenever while until once after before first next finally last later now again back up down out ' +
    'off over under about than more less very too which who whom whose what where how why one ones new via using use ' +
    'automatically immediately directly straight away right whole own same other another such ' +
    'need needs want wants make sure let lets something anything everything accordingly them him system workflow process ' +
    'respective corresponding related take takes taken',
);

/** Pronouns that stand for something mentioned before. */
export const PRONOUNS = words('it them they this that these those him her one ones');

/** What can stand before a noun. */
export const DETERMINERS = words(
  'a an the this that these those each every all any some its their our your my his her both either another no',
);

export const MODALS = words(
  'should must shall will would can could may might needs need has have ought gets get is are be to',
);

export const AUXILIARIES = words('is are was were be been being has have had gets get got becomes become goes comes');

/** Words that join clauses and carry no content. */
export const CONNECTORS = words(
  'and then also next finally afterwards afterward thereafter subsequently lastly first firstly second secondly third ' +
    'thirdly but plus please immediately automatically directly simply so now or',
);

/** Who does the work in "we check the stock"; dropped. */
export const ACTORS = words('we i you it they system workflow process parley app bot assistant software one');

/** Negative words about the availability of a thing. */
export const UNAVAILABLE = words(
  'full unavailable missing insufficient closed sold busy overloaded booked short lacking lacks lack exhausted depleted ' +
    'empty gone none nothing no not fail fails failed negative false impossible',
);
/** Positive words about the availability of a thing. */
export const AVAILABLE = words(
  'available free enough sufficient open ok okay fine good possible able pass passes passed succeed ' +
    'succeeds successful success positive true well clear yes so everything',
);
