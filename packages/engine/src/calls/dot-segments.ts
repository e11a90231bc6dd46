const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** True when a segment of the path is `.` or `..`, which lead elsewhere (https://url.spec.whatwg.org/#double-dot-path-segment). */
export function hasDotSegment(path: string): boolean {
  return path
    .split(/[?#]/, 1)[0]!
    .split('/')
    .some((segment) => DOT_SEGMENT.test(segment));
}
