import './fresh.mjs';

await import('../../dist/parley.mjs');
