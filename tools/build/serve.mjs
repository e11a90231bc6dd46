import { build, isStale } from './bundle.mjs';

// The server alone, as an installation runs it.
if (isStale()) await build();
await import('../../dist/server.mjs');
