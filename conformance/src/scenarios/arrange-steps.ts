import type { MockAnswer } from './mock-network.ts';
import { type Step, yaml } from './step.ts';

// The part of a definition that says nothing about what it does.
const HEADER = `document:
  dsl: '1.0.3'
  namespace: test
  version: '1.0.0'
  name: `;

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** What a scenario begins with. */
export const ARRANGE_STEPS: readonly Step[] = [
  { text: /^a workflow with definition:$/, run: (world, _, document) => world.define(document) },
  {
    text: /^a workflow that does:$/,
    run: (world, _, document) => world.define(`${HEADER}main\ndo:\n${indent(document)}`),
  },
  {
    text: /^a workflow '(\w+)' that does:$/,
    run: (world, [name], document) => world.define(`${HEADER}${name}\ndo:\n${indent(document)}`),
  },
  {
    text: /^a workflow with:$/,
    run: (world, _, document) => world.define(`${HEADER}main\n${document}`),
  },
  { text: /^another workflow with definition:$/, run: (world, _, document) => world.define(document) },
  {
    text: /^(?:given )?the workflow input is:$/,
    run: (world, _, document) => {
      world.input = yaml(document);
    },
  },
  {
    text: /^the secret '([^']+)' is:$/,
    run: (world, [name], document) => {
      world.secrets[name!] = yaml(document);
    },
  },
  {
    text: /^'([A-Z]+ [^']+)' answers:$/,
    run: (world, [route], document) => {
      const answers = yaml(document) as MockAnswer | MockAnswer[];
      world.network.answer(route!, Array.isArray(answers) ? answers : [answers]);
    },
  },
  {
    text: /^'([A-Z]+ [^']+)' answers (\d+)$/,
    run: (world, [route, status]) => world.network.answer(route!, [{ status: Number(status) }]),
  },
  {
    text: /^the function '([^']+)' gives:$/,
    run: (world, [name], document) => {
      const result = yaml(document);
      world.functions[name!] = async (args, { idempotencyKey }) => {
        world.functionCalls.push({ name: name!, args, idempotencyKey });
        return result;
      };
    },
  },
];
