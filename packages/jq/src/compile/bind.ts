import { Cell } from '../runtime/environment.ts';
import { areBounded, Code, type Each, type Single, weightOf } from './code.ts';

/** Code for `source as $x | body`, with one binding more in the body. */
export function bind(source: Code, body: Code): Code {
  return new Code({
    single: bindSingle(source.single, body.single),
    each: bindEach(source.each, body.each),
    bounded: areBounded(source, body),
    weight: weightOf(source, body),
    stream: () => {
      const from = source.stream;
      const into = body.stream;
      return (environment, input, path, emit) =>
        from(environment, input, null, (value) => into(new Cell(value, null, environment), input, path, emit));
    },
  });
}

function bindSingle(source: Single | null, body: Single | null): Single | null {
  if (source === null || body === null) return null;
  return (environment, input) => {
    const value = source(environment, input);
    return value === undefined ? undefined : body(new Cell(value, null, environment), input);
  };
}

function bindEach(source: Each | null, body: Each | null): Each | null {
  if (source === null || body === null) return null;
  return (environment, input, visit) =>
    source(environment, input, (value) => body(new Cell(value, null, environment), input, visit));
}
