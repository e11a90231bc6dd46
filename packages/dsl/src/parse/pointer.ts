/** Appends one step to a JSON pointer (RFC 6901), escaping `~` and `/`. */
export function childPointer(pointer: string, step: string | number): string {
  if (typeof step === 'number') return `${pointer}/${step}`;
  return `${pointer}/${/[~/]/.test(step) ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step}`;
}

/** The steps of a JSON pointer, unescaped; the empty pointer has none. */
export function pointerSteps(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of the enclosing map or list; the root has none. */
export function parentPointer(pointer: string): string | undefined {
  const slash = pointer.lastIndexOf('/');
  return slash < 0 ? undefined : pointer.slice(0, slash);
}

/** The last step of a pointer, unescaped; empty for the root. */
export function lastStep(pointer: string): string {
  const step = pointer.slice(pointer.lastIndexOf('/') + 1);
  return step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;
}

/** The value a pointer leads to inside `root`, looking at own properties only; undefined when there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value: unknown = root;
  for (const step of pointerSteps(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** True when a pointer leads to something inside of one of the places, however many those are. */
export function isInside(places: ReadonlySet<string>, pointer: string): boolean {
  for (let at = parentPointer(pointer); at !== undefined; at = parentPointer(at)) if (places.has(at)) return true;
  return false;
}
