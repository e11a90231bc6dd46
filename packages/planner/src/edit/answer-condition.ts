import { readCondition } from '../conditions/read.ts';
import { resolveTest } from '../conditions/resolve.ts';
import type { PlannerState } from '../conversation.ts';
import { tokenise } from '../normalise/tokens.ts';
import type { PlanBuilder, PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowStep, FlowTest } from '../plan/flow.ts';
import { pathText } from '../plan/path.ts';
import { fieldsOf } from '../schema/fields.ts';
import type { Source } from '../slots/scope.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { rebuild, sourceOf } from './rebuild.ts';

/** The plan with an open condition answered: by a field, by a condition in other words, or by leaving it out. */
export function answeredCondition(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  id: string,
  value: string,
): Outcome | undefined {
  let solved = false;
  const builder = rebuild(context, flow, state.decisions, {
    step: (step, inner) => {
      if (step.id !== id) return undefined;
      const answered = value.startsWith('path:')
        ? byField(inner, step, value.slice('path:'.length))
        : byWords(inner, step, value);
      if (answered) solved = true;
      return answered;
    },
  });
  if (value === 'skip') {
    builder.unwrap(id);
    solved = true;
  }
  return solved ? outcomeOf(builder, flow) : undefined;
}

/** The words' comparison with a field that was picked for it. */
function byField(builder: PlanBuilder, step: FlowStep, path: string): FlowStep | undefined {
  const source = sourceOf(builder, path);
  if (!source || !step.cond) return undefined;
  const tests = step.cond.tests.map((test) =>
    test.compare === 'unknown' ? (picked(source, path, test) ?? test) : test,
  );
  return { ...step, cond: { ...step.cond, tests } };
}

function picked(source: Source, path: string, open: FlowTest): FlowTest | undefined {
  const [spoken] = readCondition(tokenise(open.text)).tests;
  const field = fieldsOf(source.schema).find((each) => pathText(source.root, each.path) === path);
  if (!spoken || !field) return undefined;
  // The field is what the words are about now, whatever they call it.
  const found = resolveTest({ ...spoken, words: [...field.words, ...spoken.words] }, [source], open.text);
  if (found?.test.left?.startsWith(path)) return found.test;
  const { value, compare } = spoken;
  if (value.kind === 'number' || value.kind === 'percent')
    return { left: path, compare, right: value.value, rightFrom: null, text: open.text };
  if (value.kind === 'money') return { left: path, compare, right: value.value, rightFrom: null, text: open.text };
  if (value.kind === 'duration')
    return { left: path, compare, right: value.ms / 60_000, rightFrom: null, text: open.text };
  if (field.type === 'boolean')
    return {
      left: path,
      compare: spoken.negate ? 'ne' : 'true',
      right: spoken.negate ? true : null,
      rightFrom: null,
      text: open.text,
    };
  return undefined;
}

function byWords(builder: PlanBuilder, step: FlowStep, text: string): FlowStep | undefined {
  const spoken = readCondition(tokenise(text.replace(/^(?:if|when|that)\s+/i, '')));
  const sources = builder.scope.filter((source) => source.kind !== 'first');
  const tests = spoken.tests.map((test) => resolveTest(test, sources, text)?.test);
  if (tests.length === 0 || tests.includes(undefined)) return undefined;
  return { ...step, cond: { join: spoken.join, negate: step.cond?.negate ?? false, tests: tests as FlowTest[] } };
}
