export { type Config, readConfig } from './config.ts';
export {
  type ClientCredentials,
  type Installation,
  type InstallationOptions,
  OWNER,
  startInstallation,
} from './installation.ts';
export { createLogger } from './logger.ts';
export type { Progress, StartStep } from './progress.ts';
