import { readConfig } from '@parley/service-all-in-one';
import { defineCommand } from 'citty';
import colors from 'picocolors';
import { formatElapsed } from '../render/timeline.ts';
import { interrupted, startWithProgress } from '../start.ts';

/** `parley up`: starts everything on this machine and stays until it is interrupted. */
export const upCommand = defineCommand({
  meta: { name: 'up', description: 'Start Parley on this machine' },
  args: {
    port: { type: 'string', description: 'Port to listen on (default 7400, or PARLEY_PORT)' },
    home: { type: 'string', description: 'Data directory (default ~/.parley, or PARLEY_HOME)' },
  },
  async run({ args }) {
    const base = readConfig();
    const config = {
      ...base,
      // Warnings and errors only: the terminal belongs to the person; everything is in the log at PARLEY_LOG_LEVEL=info.
      logLevel: base.logLevel === 'info' ? ('warn' as const) : base.logLevel,
      ...(args.port !== undefined && { port: Number(args.port) }),
      ...(args.home !== undefined && { home: args.home }),
    };
    const { installation, tookMs } = await startWithProgress(config);
    const lines = [
      '',
      `${colors.bold('Parley is ready')} ${colors.dim(`after ${formatElapsed(tookMs)}`)}`,
      `  API            ${colors.cyan(installation.url)}`,
      `  API document   ${colors.cyan(`${installation.url}/openapi.json`)}`,
      `  Sign-in        ${colors.cyan(`${installation.url}/oidc`)}`,
      `  Data           ${config.home}`,
      '',
      `In another terminal:  ${colors.bold('parley chat')}`,
      colors.dim('Press Ctrl+C to stop; executions go on at the next start.'),
      '',
    ];
    process.stdout.write(lines.join('\n'));
    await interrupted();
    process.stdout.write('\nStopping…\n');
    await installation.stop();
  },
});
