import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitsReference } from '../src/limits.ts';

writeFileSync(join(import.meta.dirname, '../../../docs/reference/limits.md'), limitsReference());
