import { build } from './bundle.mjs';

// Runs after `npm ci`, so that the first start is as quick as the others.
await build();
