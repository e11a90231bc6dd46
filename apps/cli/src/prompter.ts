import { createInterface } from 'node:readline/promises';
import { isCancel, select, text } from '@clack/prompts';

/** One thing a person can pick. */
export interface Option {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** Asks the person at the keyboard. Both give undefined when the person leaves. */
export interface Prompter {
  say(question: string): Promise<string | undefined>;
  /** `preset` is the option under the cursor at first. */
  choose(question: string, options: readonly Option[], preset?: string): Promise<string | undefined>;
  close(): void;
}

/** Prompts with arrow keys on a terminal, and line by line where input is piped. */
export function createPrompter(): Prompter {
  return process.stdin.isTTY ? terminalPrompter() : linePrompter();
}

function terminalPrompter(): Prompter {
  return {
    async say(question) {
      const answer = await text({ message: question });
      return isCancel(answer) ? undefined : answer;
    },
    async choose(question, options, preset) {
      const answer = await select({
        message: question,
        options: options.map(({ label, value, hint }) => ({ label, value, ...(hint !== undefined && { hint }) })),
        ...(preset !== undefined && { initialValue: preset }),
      });
      return isCancel(answer) ? undefined : answer;
    },
    close() {},
  };
}

function linePrompter(): Prompter {
  const reader = createInterface({ input: process.stdin });
  const lines = reader[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    return line.done ? undefined : line.value.trim();
  };
  return {
    async say(question) {
      process.stdout.write(`${question}\n> `);
      return next();
    },
    async choose(question, options, preset) {
      const listed = options.map(({ label }, index) => `  ${index + 1}. ${label}`).join('\n');
      process.stdout.write(`${question}\n${listed}\n> `);
      const line = await next();
      if (line === '' && preset !== undefined) return preset;
      const picked =
        options[Number(line) - 1] ?? options.find((option) => option.value === line || option.label === line);
      // Whatever is no choice is an answer in the person's own words.
      return picked?.value ?? line;
    },
    close: () => reader.close(),
  };
}
