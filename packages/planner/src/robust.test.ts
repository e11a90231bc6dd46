import { validateWorkflow } from '@parley/dsl';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathsOf } from './compile/inputs.ts';
import type { PlannerState } from './conversation.ts';
import { parsePath, rootOf } from './plan/path.ts';
import { createPlanner } from './planner.ts';
import { restaurant, TENANT } from './testing/restaurant.ts';

const planner = createPlanner();
const catalog = restaurant();

const WORDS =
  'when if otherwise unless for each every order orders customer kitchen stock check verify confirm reject cancel refund notify message assign wait 10 minutes then and or , . ; : the a it them manager buyer shift lead approve ask is are full available over $200 more than 15 late before after instead of remove add change to not 50 points loyalty driver delivery ready placed in parallel retry 3 times until "reason" friday 5pm new low stock payment employee who that'.split(
    ' ',
  );
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
const anything = fc.oneof(
  { weight: 4, arbitrary: sentence },
  { weight: 1, arbitrary: fc.string({ maxLength: 200, unit: 'binary' }) },
);

/** What must hold of every turn, whatever was said. */
function check(utterance: string, state: PlannerState | undefined): PlannerState {
  const turn = planner.respond({ ...(state ? { state } : {}), utterance, catalog, tenant: TENANT });
  expect(turn.questions.length).toBeLessThanOrEqual(3);
  expect(turn.reply + String(turn.action ?? '')).not.toBe('');
  const stored = JSON.parse(JSON.stringify(turn.state)) as PlannerState;
  expect(stored).toEqual(turn.state);
  if (turn.plan) {
    const ids = new Set(turn.plan.steps.map((step) => step.id));
    expect(ids.size).toBe(turn.plan.steps.length);
    const roots = new Set([...ids, ...turn.plan.steps.flatMap((step) => step.item ?? []), 'trigger', 'now', 'error']);
    for (const path of pathsOf(turn.plan)) {
      expect(path.startsWith('now') || parsePath(path.replace(/\|\w+$/, ''))).toBeTruthy();
      expect(roots).toContain(rootOf(path));
    }
    for (const step of turn.plan.steps) expect(step.parent === null || ids.has(step.parent)).toBe(true);
  }
  if (turn.definition)
    expect(validateWorkflow(turn.definition).diagnostics.filter((finding) => finding.severity === 'error')).toEqual([]);
  return stored;
}

describe('any words at all', () => {
  it('give a turn that can be stored, whose plan hangs together and whose definition is valid', () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 4 }), (utterances) => {
        let state: PlannerState | undefined;
        for (const utterance of utterances) state = check(utterance, state);
      }),
      { numRuns: 60, seed: 20260302 },
    );
  });

  it('give the same turn every time', () => {
    fc.assert(
      fc.property(sentence, (utterance) => {
        const input = { utterance, catalog, tenant: TENANT };
        expect(planner.respond(input)).toEqual(createPlanner().respond(input));
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a very long text', `When an order is placed, ${'confirm the order and '.repeat(3000)}stop`],
    ['a long word', 'a'.repeat(30_000)],
    ['many quotes', '"'.repeat(20_000)],
    ['many brackets', '(((((('.repeat(3000)],
    ['prototype names', 'When __proto__ is constructor, toString the __proto__ for each constructor'],
  ])('are read in bounded time: %s', (_, utterance) => {
    const state = check(utterance, undefined);

    expect((state.flow?.steps.length ?? 0) <= 200).toBe(true);
  });

  it('that are cut off are said to be', () => {
    const turn = planner.respond({
      utterance: `When an order is placed, confirm it. ${'x '.repeat(11_000)}`,
      catalog,
      tenant: TENANT,
    });

    expect(turn.reply).toContain('20000');
  });

  it('without any system say so', () => {
    const turn = planner.respond({
      utterance: 'confirm the order',
      catalog: { operations: [], events: [], functions: [] },
      tenant: TENANT,
    });

    expect(turn).toMatchObject({ intent: 'other', reply: expect.stringContaining('No system is connected') });
  });
});
