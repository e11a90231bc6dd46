import './fresh.mjs';

// The server alone, as an installation runs it.
await import('../../dist/server.mjs');
