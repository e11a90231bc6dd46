import closeWithGrace from 'close-with-grace';
import { createLogger, readConfig, startInstallation } from './index.ts';

const config = readConfig();
const logger = createLogger(config.logLevel);
const installation = await startInstallation({
  config,
  logger,
  onProgress: (step) => logger.info({ step }, 'starting'),
});
logger.info({ url: installation.url }, 'Parley is ready');
closeWithGrace({ delay: 10_000 }, async ({ err, signal }) => {
  if (err) logger.error({ error: err }, 'stopping after an error');
  else logger.info({ signal }, 'stopping');
  await installation.stop();
});
