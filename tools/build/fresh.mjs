import { build, isStale } from './bundle.mjs';

// A bundle that is older than its sources would run code that nobody sees any more.
if (isStale()) await build();
