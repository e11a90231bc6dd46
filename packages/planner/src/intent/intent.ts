import { controlAt } from '../clauses/starts.ts';
import type { Intent, PlannerState } from '../conversation.ts';
import { patternText, tokenise } from '../normalise/tokens.ts';

export interface ReadIntent {
  readonly intent: Intent | 'undo';
  readonly action?: 'rehearse' | 'approve' | 'start';
}

const UNDO =
  /^(?:undo|revert|go back|take (?:that|it) back|roll (?:that|it) back|never ?mind)(?: (?:that|it|the last (?:change|one|step)))?$/;
const IT =
  '(?: (?:it|this|that|the (?:workflow|draft|process|plan)))?(?: (?:please|now|again|once|live|with (?:a )?(?:fault|faults|errors)|in the sandbox|please now))*';
const REHEARSE = new RegExp(
  `^(?:please )?(?:rehearse|test|try|simulate|dry run|do a dry run(?: of)?|try out|check)${IT}$`,
);
const APPROVE = new RegExp(
  `^(?:please )?(?:yes )?(?:approve|deploy|activate|publish|go live|enable|ship|turn on|switch on|save|accept|i approve|looks good|lgtm|ship it)${IT}(?: on)?$`,
);
const START = new RegExp(`^(?:please )?(?:run|start|execute|launch)${IT}$`);
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|thx|cheers|bye|goodbye|great|cool|nice|perfect|awesome|ok thanks)(?: (?:there|parley|a lot|very much|so much|you))*$/;
const ASKS =
  /^(?:what|why|how|which|who|where|when (?:does|will|do|is)|is there|are there|do you|does (?:it|this|the)|did|explain|describe|tell me (?:about|why|what|how)|list (?:the |my |all )?(?:steps|operations|events|apis|systems)|show (?:me )?(?:the |my |all )?(?:steps|operations|events|plan|workflow|apis)|help|what's)\b/;
const POLITE = /^(?:can|could|would|will) (?:you|we) /;

/** Sorts an utterance by its form; whether it answers an open question is for the caller to try first. */
export function readIntent(utterance: string, state: PlannerState): ReadIntent {
  const tokens = tokenise(utterance);
  const words = tokens.filter((token) => !/^(?:stop|comma)$/.test(token.kind) || token.text === '?');
  const text = patternText(words.filter((token) => token.text !== '?'));
  if (text === '') return { intent: 'other' };
  if (UNDO.test(text)) return { intent: 'undo' };
  if (REHEARSE.test(text)) return { intent: 'run', action: 'rehearse' };
  if (APPROVE.test(text)) return { intent: 'run', action: 'approve' };
  if (START.test(text)) return { intent: 'run', action: 'start' };
  if (GREETING.test(text)) return { intent: 'other' };
  if (isQuestion(text, utterance)) return { intent: 'question' };
  const control = controlAt(tokens, 0);
  const anew =
    control?.head === 'when' ||
    /^(?:every|each|daily|weekly|new workflow|start over|create a (?:new )?(?:workflow|process))\b/.test(text) ||
    /^after (?:an?|the|every|each) /.test(text);
  if (state.flow === null || (anew && words.length > 5)) return { intent: 'create' };
  return { intent: 'edit' };
}

/** "Can you confirm every order ...?" is a request with a question mark. */
function isQuestion(text: string, utterance: string): boolean {
  if (POLITE.test(text) && !/^(?:can|could) you (?:explain|tell|show|list|help|do)\b/.test(text)) return false;
  if (ASKS.test(text)) return true;
  return utterance.trim().endsWith('?') && text.split(' ').length <= 12;
}
