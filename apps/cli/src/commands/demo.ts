import type { Draft, Message, Workflow } from '@parley/contracts';
import { isScenario, type Sandbox, SCENARIOS, type ScenarioName, startSandbox } from '@parley/example-restaurant';
import { commonError } from '@parley/kernel';
import { type Config, readConfig } from '@parley/service-all-in-one';
import { defineCommand } from 'citty';
import colors from 'picocolors';
import { connectRestaurant } from '../demo/restaurant.ts';
import { awaitExecution, placeOrder } from '../demo/stage.ts';
import { Dialogue } from '../dialogue.ts';
import { followExecution, summarize } from '../follow.ts';
import { renderDraft } from '../render/draft.ts';
import { connect, type ParleyClient } from '../session.ts';
import { interrupted, startWithProgress } from '../start.ts';

const REFERENCE = [
  'When a customer places an order, check kitchen capacity, verify the inventory, schedule the preparation and confirm the order. Otherwise reject it with the reason.',
];
const SANDBOX_PORT = 7410;
const NAMES = Object.keys(SCENARIOS);

/** `parley demo`: the main job from a conversation to a finished execution, on the example restaurant. */
export const demoCommand = defineCommand({
  meta: { name: 'demo', description: 'Show everything on the example restaurant' },
  args: {
    say: { type: 'string', description: 'Say this instead; repeat it to answer questions' },
    scenario: { type: 'string', description: `State of the restaurant: ${NAMES.join(', ')}`, default: 'normal' },
    exit: { type: 'boolean', description: 'Stop at the end; 0 when all went well, 1 otherwise', default: false },
    port: { type: 'string', description: 'Port of Parley (default 7400, or PARLEY_PORT)' },
    sandboxPort: { type: 'string', description: 'Port of the restaurant', default: String(SANDBOX_PORT) },
    home: { type: 'string', description: 'Data directory (default ~/.parley, or PARLEY_HOME)' },
  },
  async run({ args, rawArgs }) {
    const sandbox = await startSandbox({ port: Number(args.sandboxPort), scenario: parseScenario(args.scenario) });
    try {
      const config = demoConfig(sandbox, args.port, args.home);
      const { installation } = await startWithProgress(config);
      try {
        const owner = Object.values(installation.credentials)[0]!;
        const { client } = connect({ url: installation.url, ...owner });
        const succeeded = await play(client, sandbox, config.home, sayings(rawArgs));
        if (!succeeded) process.exitCode = 1;
        if (args.exit) return;
        printNextSteps(installation.url, sandbox.url);
        await interrupted();
      } finally {
        await installation.stop();
      }
    } finally {
      await sandbox.close();
    }
  },
});

function parseScenario(name: string): ScenarioName {
  const spelled = name.trim().replaceAll(/\s+/g, '-');
  if (isScenario(spelled)) return spelled;
  throw commonError('invalid_request', `There is no scenario "${name}"`, { hint: `Use ${NAMES.join(', ')}.` });
}

function demoConfig(sandbox: Sandbox, port: string | undefined, home: string | undefined): Config {
  const base = readConfig();
  return {
    ...base,
    logLevel: base.logLevel === 'info' ? 'warn' : base.logLevel,
    // The restaurant is on this machine, which outgoing calls may not reach unless they are told to.
    egressAllow: [...base.egressAllow, new URL(sandbox.url).host],
    ...(port !== undefined && { port: Number(port) }),
    ...(home !== undefined && { home }),
  };
}

/** Every `--say`, in order: the parser of options keeps only the last of several. */
function sayings(rawArgs: readonly string[]): readonly string[] {
  const said: string[] = [];
  rawArgs.forEach((argument, index) => {
    if (argument === '--say' && rawArgs[index + 1] !== undefined) said.push(rawArgs[index + 1]!);
    else if (argument.startsWith('--say=')) said.push(argument.slice('--say='.length));
  });
  return said.length > 0 ? said : REFERENCE;
}

async function play(client: ParleyClient, sandbox: Sandbox, home: string, script: readonly string[]): Promise<boolean> {
  heading('Connect the restaurant’s systems');
  for (const connection of await connectRestaurant(client, sandbox, home)) {
    print(`  ${connection.name.padEnd(10)} ${connection.operationCount} operations, ${connection.eventCount} events`);
  }
  heading('Say what should happen');
  const dialogue = await Dialogue.start(client);
  const draft = await holdConversation(dialogue, script);
  if (!draft) return false;
  heading('Approve it');
  const workflow = await dialogue.approve(draft.draftId);
  print(`  ${colors.green('✓')} version ${workflow.latestVersion} of ${workflow.name}; it starts ${workflow.trigger}`);
  return run(client, sandbox, workflow);
}

async function holdConversation(dialogue: Dialogue, script: readonly string[]): Promise<Draft | undefined> {
  let draft: Draft | undefined;
  for (const line of script) {
    print(`${colors.bold('You')}     ${line}`);
    const message = await dialogue.say(line);
    print(`${colors.bold(colors.cyan('Parley'))}  ${message.text}`);
    printQuestions(message);
    if (message.draftId !== undefined) draft = await dialogue.draft(message.draftId);
  }
  if (!draft) {
    print(colors.yellow('  The conversation led to no workflow yet; answer with another --say.'));
    return undefined;
  }
  print(`\n${renderDraft(draft)}`);
  heading('The definition, portable as it stands');
  print(colors.dim(draft.source.trimEnd()));
  return draft.valid ? draft : undefined;
}

function printQuestions(message: Message): void {
  for (const question of message.questions) {
    print(`        ${colors.yellow('?')} ${question.text}`);
    for (const choice of question.choices) print(`          - ${choice.label}`);
  }
}

async function run(client: ParleyClient, sandbox: Sandbox, workflow: Workflow): Promise<boolean> {
  const sinceMs = Date.now() - 1;
  const executionId = await setOff(client, sandbox, workflow, sinceMs);
  const ended = (status: string) => ['completed', 'faulted', 'cancelled', 'waiting'].includes(status);
  const execution = await followExecution(client, executionId, (line) => print(line), ended);
  print(`\n  ${summarize(execution)}   ${colors.dim(executionId)}`);
  return execution.status === 'completed' || execution.status === 'waiting';
}

/** Makes happen what the workflow waits for: an order, another event of the restaurant, or a start by hand. */
async function setOff(client: ParleyClient, sandbox: Sandbox, workflow: Workflow, sinceMs: number): Promise<string> {
  const event = /when (\S+) arrives/.exec(workflow.trigger)?.[1];
  if (event === 'order.placed') {
    heading('A customer orders');
    print(`  order ${await placeOrder(sandbox)} at the till; the till tells Parley`);
  } else if (event !== undefined) {
    heading(`${event} happens`);
    sandbox.emit(event);
  } else {
    heading('Start it by hand');
    const { workflowId } = workflow;
    const body = { workflowId, input: {} };
    return (await client.startExecution({ body, idempotencyKey: crypto.randomUUID() })).executionId;
  }
  return (await awaitExecution(client, workflow.workflowId, sinceMs)).executionId;
}

function printNextSteps(url: string, sandboxUrl: string): void {
  const lines = [
    ['Talk to it', 'npm run parley -- chat'],
    ['Look at runs', 'npm run parley -- executions'],
    ['API', `${url}/openapi.json`],
    ['The restaurant', `${sandboxUrl}/_sandbox/state`],
  ];
  heading('Where to go on');
  for (const [what, how] of lines) print(`  ${what!.padEnd(16)} ${colors.cyan(how!)}`);
  print(colors.dim('\n  Press Ctrl+C to stop.'));
}

function heading(text: string): void {
  print(`\n${colors.bold(text)}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
