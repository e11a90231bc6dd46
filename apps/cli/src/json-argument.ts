import { commonError, type Json } from '@parley/kernel';

/** The value of an option that holds JSON; raises `malformed_json` with a hint on quoting. */
export function parseJsonArgument(option: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw commonError('malformed_json', `${option} is not JSON: ${(cause as Error).message}`, {
      hint: `Quote it for the shell: ${option} '{"orderId": "o-1"}'.`,
    });
  }
}
