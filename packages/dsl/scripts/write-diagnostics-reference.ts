import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticsReference } from '../src/diagnostics/examples/reference.ts';

const directory = join(import.meta.dirname, '../../../docs/reference');
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, 'diagnostics.md'), diagnosticsReference());
