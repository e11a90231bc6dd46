import type { Draft, Message, Question } from '@parley/contracts';
import { defineCommand } from 'citty';
import colors from 'picocolors';
import { readCliConfig } from '../config.ts';
import { Dialogue } from '../dialogue.ts';
import { createPrompter, type Prompter } from '../prompter.ts';
import { renderDraft, renderExplanation } from '../render/draft.ts';
import { openSession } from '../session.ts';

const OTHER = '\u0000other';

/** `parley chat`: describe a process, answer questions, see the workflow, approve it. */
export const chatCommand = defineCommand({
  meta: { name: 'chat', description: 'Describe a process in plain words and get a workflow' },
  args: { yaml: { type: 'boolean', description: 'Show definitions as YAML as well', default: false } },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const prompter = createPrompter();
    try {
      await converse(await Dialogue.start(client), prompter, args.yaml);
    } finally {
      prompter.close();
    }
  },
});

async function converse(dialogue: Dialogue, prompter: Prompter, showYaml: boolean): Promise<void> {
  let said = await prompter.say('What should happen, and when?');
  while (said !== undefined) {
    if (said === '') {
      said = await prompter.say('Say something, or press Ctrl+C to leave.');
      continue;
    }
    const message = await dialogue.say(said);
    print(`\n${message.text}\n`);
    const draft = await showDraft(dialogue, message, showYaml);
    said = await nextWords(dialogue, prompter, message, draft);
  }
}

async function showDraft(dialogue: Dialogue, message: Message, showYaml: boolean): Promise<Draft | undefined> {
  if (message.draftId === undefined) return undefined;
  const draft = await dialogue.draft(message.draftId);
  print(`${renderDraft(draft)}\n`);
  if (showYaml) print(`${colors.dim(draft.source)}\n`);
  return draft;
}

/** What the person says next: the answer to a question, or a change; undefined when they are done. */
async function nextWords(
  dialogue: Dialogue,
  prompter: Prompter,
  message: Message,
  draft: Draft | undefined,
): Promise<string | undefined> {
  const question = message.questions[0];
  if (question) return answer(prompter, question);
  if (!draft?.valid) return prompter.say('Go on');
  return decide(dialogue, prompter, message, draft);
}

async function answer(prompter: Prompter, question: Question): Promise<string | undefined> {
  const asked = `${question.text} ${colors.dim(`(${question.why})`)}`;
  if (question.choices.length === 0) return prompter.say(asked);
  const options = [...question.choices, { label: 'Something else…', value: OTHER }];
  const picked = await prompter.choose(asked, options, question.default);
  return picked === OTHER ? prompter.say('In your own words') : picked;
}

async function decide(
  dialogue: Dialogue,
  prompter: Prompter,
  message: Message,
  draft: Draft,
): Promise<string | undefined> {
  for (;;) {
    const picked = await prompter.choose('Is this right?', [
      { label: 'Approve it', value: 'approve' },
      { label: 'Change something', value: 'change' },
      { label: 'Why is it like this?', value: 'why' },
      { label: 'Show it as YAML', value: 'yaml' },
      { label: 'Leave without approving', value: 'leave' },
    ]);
    if (picked === 'why') print(renderExplanation(message));
    else if (picked === 'yaml') print(draft.source);
    else if (picked === 'change') return prompter.say('What should be different?');
    else if (picked === 'approve') return approve(dialogue, draft.draftId);
    else return picked === 'leave' ? undefined : picked;
  }
}

async function approve(dialogue: Dialogue, draftId: string): Promise<undefined> {
  const workflow = await dialogue.approve(draftId);
  print(
    `${colors.green('✓')} Version ${workflow.latestVersion} of ${colors.bold(workflow.name)} is live. It starts ${workflow.trigger}.`,
  );
  print(colors.dim(`  Start it by hand:  parley run ${workflow.name}`));
  return undefined;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
