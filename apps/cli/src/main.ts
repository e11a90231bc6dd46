import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, defineCommand, renderUsage, runCommand as runCitty } from 'citty';
import { isUnderstood } from './command-line.ts';
import { EXAMPLES } from './definitions/examples.ts';
import { exitCodeOf, printError } from './print-error.ts';

// Loaded when used: a command that only asks for a list should not wait for the whole installation to load.
const subCommands = {
  up: () => import('./commands/up.ts').then((module) => module.upCommand),
  demo: () => import('./commands/demo.ts').then((module) => module.demoCommand),
  chat: () => import('./commands/chat.ts').then((module) => module.chatCommand),
  run: () => import('./commands/run.ts').then((module) => module.runCommand),
  executions: () => import('./commands/executions.ts').then((module) => module.executionsCommand),
  watch: () => import('./commands/watch.ts').then((module) => module.watchCommand),
  show: () => import('./commands/show.ts').then((module) => module.showCommand),
  suspend: () => import('./commands/control.ts').then((module) => module.suspendCommand),
  resume: () => import('./commands/control.ts').then((module) => module.resumeCommand),
  cancel: () => import('./commands/control.ts').then((module) => module.cancelCommand),
  retry: () => import('./commands/control.ts').then((module) => module.retryCommand),
  fork: () => import('./commands/control.ts').then((module) => module.forkCommand),
  connections: () => import('./commands/connections.ts').then((module) => module.connectionsCommand),
  connect: () => import('./commands/connections.ts').then((module) => module.connectCommand),
  approvals: () => import('./commands/approvals.ts').then((module) => module.approvalsCommand),
  decide: () => import('./commands/approvals.ts').then((module) => module.decideCommand),
  check: () => import('./commands/check.ts').then((module) => module.checkCommand),
  format: () => import('./commands/format.ts').then((module) => module.formatCommand),
  explain: () => import('./commands/explain.ts').then((module) => module.explainCommand),
  graph: () => import('./commands/graph.ts').then((module) => module.graphCommand),
  diff: () => import('./commands/diff.ts').then((module) => module.diffCommand),
  migrate: () => import('./commands/migrate.ts').then((module) => module.migrateCommand),
  lsp: () => import('./commands/lsp.ts').then((module) => module.lspCommand),
};

const main = defineCommand({
  meta: { name: 'parley', version: '0.1.0', description: 'Turn a conversation into a durable workflow' },
  subCommands,
});

const rawArgs = process.argv.slice(2);
try {
  const [name, ...words] = rawArgs.filter(
    (word, at) => !(/^(?:--help|-h)$/.test(word) || (at === 0 && word === 'help')),
  );
  if (name === undefined || rawArgs.length > words.length + 1) await help(name);
  else if (!(await isUnderstood(name, words, subCommands))) process.exitCode = 2;
  else await runCitty(main, { rawArgs });
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}

async function help(name: string | undefined): Promise<void> {
  const known = name !== undefined && Object.hasOwn(subCommands, name);
  const command = known ? await subCommands[name as keyof typeof subCommands]() : undefined;
  const usage = await (command ? renderUsage(command as CommandDef, main as CommandDef) : renderUsage(main));
  const examples = EXAMPLES[known ? name : ''] ?? [];
  const lines = examples.length > 0 ? ['EXAMPLES', '', ...examples.map((example) => `  ${example}`), ''] : [];
  const text = [usage.trimEnd(), '', ...lines].join('\n');
  console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}
