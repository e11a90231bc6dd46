import { type Config, createLogger, type Installation, startInstallation } from '@parley/service-all-in-one';
import { StepDisplay } from './progress.ts';

/** Starts an installation in this process and shows what it does meanwhile. */
export async function startWithProgress(config: Config): Promise<{ installation: Installation; tookMs: number }> {
  const display = new StepDisplay();
  try {
    const installation = await startInstallation({
      config,
      logger: createLogger(config.logLevel),
      onProgress: (step) => step !== 'ready' && display.begin(step),
    });
    return { installation, tookMs: display.done() };
  } catch (error) {
    display.fail();
    throw error;
  }
}

/** Resolves at Ctrl+C or when the process is asked to end. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
