import { defineCommand, runCommand as runCitty, showUsage } from 'citty';
import { printError } from './print-error.ts';

const main = defineCommand({
  meta: { name: 'parley', version: '0.1.0', description: 'Turn a conversation into a durable workflow' },
  // Loaded when used: a command that only asks for a list should not wait for the whole installation to load.
  subCommands: {
    up: () => import('./commands/up.ts').then((module) => module.upCommand),
    demo: () => import('./commands/demo.ts').then((module) => module.demoCommand),
    chat: () => import('./commands/chat.ts').then((module) => module.chatCommand),
    run: () => import('./commands/run.ts').then((module) => module.runCommand),
    executions: () => import('./commands/executions.ts').then((module) => module.executionsCommand),
    watch: () => import('./commands/watch.ts').then((module) => module.watchCommand),
    show: () => import('./commands/show.ts').then((module) => module.showCommand),
    approvals: () => import('./commands/approvals.ts').then((module) => module.approvalsCommand),
    decide: () => import('./commands/approvals.ts').then((module) => module.decideCommand),
  },
});

const rawArgs = process.argv.slice(2);
try {
  if (rawArgs.length === 0 || rawArgs.includes('--help')) await showUsage(main);
  else await runCitty(main, { rawArgs });
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
