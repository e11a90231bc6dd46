import { startEmbeddedPostgres } from '../embedded/start.ts';

// Run as a process of its own by tests that kill it: starts PostgreSQL on the directory it is given, says so, and stays.
const dataDir = process.argv[2] ?? '';
await startEmbeddedPostgres({ dataDir });
process.stdout.write('ready\n');
setInterval(() => {}, 60_000);
