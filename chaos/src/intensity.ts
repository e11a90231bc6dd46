import type { Intensity } from './run-chaos.ts';

/** For runs of minutes: PostgreSQL restarts every few seconds, workers die in between. */
export const LONG: Intensity = {
  rate: 5,
  maxOpen: 60,
  meddleMs: [150, 900],
  pauses: { worker: [500, 1_500], store: [2_000, 4_500], network: [6_000, 12_000] },
  replays: { ends: 2_000, prefixes: 100 },
};

/** For a run of seconds in the test suite: every kind of fault comes once. */
export const SHORT: Intensity = {
  rate: 12,
  maxOpen: 60,
  meddleMs: [100, 500],
  pauses: { worker: [600, 1_200], store: [1_500, 2_500], network: [400, 900] },
  replays: { ends: 300, prefixes: 30 },
};
