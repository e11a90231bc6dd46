/** What the server needs of the environment, and nothing else of it: its own variables would override its settings. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { ...(PATH !== undefined && { PATH }), LC_ALL: 'C', TZ: 'UTC' };
}
