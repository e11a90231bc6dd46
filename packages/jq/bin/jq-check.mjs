#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Built for publishing there is plain JavaScript beside this file; in the repository the sources are run as they are.
const built = new URL('./jq-check.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}
