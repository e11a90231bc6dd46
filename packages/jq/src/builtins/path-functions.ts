import { deletePaths } from '../paths/delpaths.ts';
import { pathOf, setPath } from '../paths/setpath.ts';
import type { Natives } from './native.ts';

/** Builtins about paths that only compute. */
export const PATH_FUNCTIONS: Natives = {
  'setpath/2': (input, path, value) => setPath(input, pathOf(path!), value!),
  'delpaths/1': (input, paths) => deletePaths(input, paths!),
};
