export { createQuickJsRunner, type QuickJsOptions, type QuickJsRunner } from './script-runner.ts';
