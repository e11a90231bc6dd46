import { raise } from '../runtime/raise.ts';
import { run } from '../runtime/run-state.ts';
import { gmtime, mktime } from './calendar.ts';
import type { Natives } from './native.ts';
import { strftime } from './strftime.ts';
import { strptime } from './strptime.ts';

const ISO_8601 = '%Y-%m-%dT%H:%M:%SZ';

/** Builtins about dates. The time zone is always UTC, so that the same program gives the same result everywhere. */
export const DATE_FUNCTIONS: Natives = {
  'now/0': () => run.now ?? raise('now is not available: the caller gave no time'),
  'gmtime/0': gmtime,
  'localtime/0': gmtime,
  'mktime/0': mktime,
  'strftime/1': (input, format) => strftime(input, format!, 'strftime/1'),
  'strflocaltime/1': (input, format) => strftime(input, format!, 'strflocaltime/1'),
  'strptime/1': (input, format) => strptime(input, format!),
  'todate/0': (input) => strftime(input, ISO_8601, 'strftime/1'),
  'todateiso8601/0': (input) => strftime(input, ISO_8601, 'strftime/1'),
  'fromdate/0': (input) => mktime(strptime(input, ISO_8601)),
  'fromdateiso8601/0': (input) => mktime(strptime(input, ISO_8601)),
};
