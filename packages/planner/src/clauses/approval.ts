import { patternText, type Token } from '../normalise/tokens.ts';
import type { ApprovalClause } from './clause.ts';

const DECIDE =
  '(?:approve|approves|confirm|confirms|accept|accepts|authorize|authorise|authorizes|okay|ok|sign|signs|decide|decides|agree|agrees|review|reviews)';
const PERSON = '(?<role>[\\w -]{1,60}?)';
const ABOUT = '(?<about>.*)';

/** Ways to say that somebody has to decide, over the lower-case words joined by blanks. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(
    `^(?:ask|request|consult|have|let|get) ${PERSON} (?:to )?${DECIDE}(?: off)?(?: (?:it|this|that|on it))?(?: ${ABOUT})?$`,
  ),
  new RegExp(
    `^(?:ask|consult|check with) ${PERSON} (?:for (?:an? |the |his |her |their )?(?:approval|permission|confirmation|ok|okay|sign-off|decision|go-ahead)|if|whether)(?: ${ABOUT})?$`,
  ),
  new RegExp(
    `^(?:ask|wait) for (?:an? |the )?(?:approval|permission|sign-off|decision|confirmation) (?:from|of|by) ${PERSON}(?: (?:for|to|before|on|about) ${ABOUT})?$`,
  ),
  new RegExp(
    `^(?:get|request|obtain|require|requires|seek|need|needs|wait for|ask for|await|collect) (?:an? |the )?(?:approval|permission|sign-off|go-ahead|ok|okay)(?: (?:from|of|by) ${PERSON})?(?: (?:for|to|before|on|about) ${ABOUT})?$`,
  ),
  new RegExp(
    `^(?:get|request|obtain|require|requires|seek|need|needs|wait for|ask for|await) ${PERSON} (?:approval|permission|sign-off|go-ahead|ok|okay|decision)(?: (?:for|to|before|on|about) ${ABOUT})?$`,
  ),
  new RegExp(`^(?<about>.*?)(?:requires?|needs?) (?:an? |the )?${PERSON} (?:approval|permission|sign-off)$`),
  new RegExp(
    `^${PERSON} (?:must|should|shall|has to|have to|needs to|need to|will|can) (?:first )?(?:approve|authorize|authorise|sign|okay|decide|agree)(?: off)?(?: (?:it|this|that|on it|to it))?(?: ${ABOUT})?$`,
  ),
  new RegExp(
    `^${PERSON} (?:approves|signs off|decides|authorizes|authorises)(?: (?:it|this|that|on it))?(?: ${ABOUT})?$`,
  ),
  new RegExp(
    `^(?<about>.*?) (?:must|should|shall|has to|have to|needs to|need to|is|are|gets|get)(?: be)? (?:approved|authorized|authorised|signed off) by ${PERSON}$`,
  ),
  new RegExp(
    `^(?:send|forward|escalate|submit|give|pass) (?<about>.*?) to ${PERSON} for (?:an? |the )?(?:approval|permission|sign-off|decision|review)$`,
  ),
  new RegExp(`^(?:approval|sign-off|permission|decision) (?:from|of|by) ${PERSON}$`),
  new RegExp(`^${PERSON} (?:approval|sign-off)$`),
];

/** Reads "ask the manager to approve" and its many forms; undefined when the words say something else. */
export function readApproval(tokens: readonly Token[]): ApprovalClause | undefined {
  const text = patternText(tokens);
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(text)?.groups;
    if (groups && isPerson(groups.role)) {
      return {
        type: 'approval',
        role: part(tokens, text, groups.role),
        about: part(tokens, text, groups.about),
        words: tokens,
      };
    }
  }
  return undefined;
}

/** "the system should confirm it" asks nobody: the doer is the workflow itself. */
function isPerson(role: string | undefined): boolean {
  if (role === undefined) return true;
  const words = role.split(' ').filter((word) => !/^(?:the|a|an|our|their|your)$/.test(word));
  return (
    words.length > 0 &&
    words.length <= 4 &&
    !/^(?:it|we|you|they|i|system|workflow|process|parley|app|kitchen|customer|order|this|that|stock|inventory)$/.test(
      words.at(-1) ?? '',
    )
  );
}

/** The tokens of a captured part of the joined text. */
function part(tokens: readonly Token[], text: string, captured: string | undefined): readonly Token[] {
  if (captured === undefined || captured.trim() === '') return [];
  const from = text.indexOf(captured);
  const before = text.slice(0, from).split(' ').filter(Boolean).length;
  return tokens.slice(before, before + captured.trim().split(' ').length);
}
