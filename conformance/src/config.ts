/** Where the suites' data is unless the command line says otherwise. */
export function defaultDataFolder(): string {
  return process.env.PARLEY_DATA ?? '../shared/data';
}
