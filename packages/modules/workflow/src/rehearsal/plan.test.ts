import { describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import { HAPPY_PATH, type Observed, RunPlanner } from './plan.ts';

const unavailable = (operation: string): Fault[] => [{ operation, kind: 'status', status: 503 }];

/** Plans to the end against a process that shows `behave(plan)`. */
function planAll(
  variants: Record<string, number>,
  behave: (variantsOfRun: Readonly<Record<string, number>>) => string[],
) {
  const planner = new RunPlanner((operation) => variants[operation] ?? 1, unavailable);
  const names: string[] = [];
  for (let plan = planner.next(); plan; plan = planner.next()) {
    names.push(plan.name);
    const observed: Observed = { operations: new Set(behave(plan.variants)), decisions: 0 };
    planner.observe(plan, observed);
  }
  return names;
}

describe('the plan of a rehearsal', () => {
  it('tries every other answer and one fault of each operation that it saw', () => {
    const names = planAll({ 'kitchen.getCapacity': 2 }, () => ['kitchen.getCapacity', 'pos.confirmOrder']);

    expect(names).toEqual([
      'everything works',
      'kitchen.getCapacity answers otherwise (1)',
      'kitchen.getCapacity fails with 503',
      'pos.confirmOrder fails with 503',
    ]);
  });

  it('follows a branch that only another answer opens, and tries what is behind it the same way', () => {
    const names = planAll({ check: 2, reject: 2 }, (answers) =>
      answers.check === 1 ? ['check', 'reject'] : ['check'],
    );

    expect(names).toContain('reject fails with 503');
    expect(names).toContain('reject answers otherwise (1)');
  });

  it('tries a rejection once when somebody decides', () => {
    const planner = new RunPlanner(
      () => 1,
      () => [],
    );
    planner.next();
    planner.observe(HAPPY_PATH, { operations: new Set(), decisions: 1 });

    const rejection = planner.next();
    planner.observe(rejection!, { operations: new Set(), decisions: 1 });

    expect(rejection).toMatchObject({ decision: 'rejected' });
    expect(planner.next()).toBeUndefined();
  });

  it('ends also where every answer shows something new', () => {
    let count = 0;

    const names = planAll({}, () => Array.from({ length: 10 }, () => `operation${count++}`));

    expect(names.length).toBeLessThanOrEqual(200);
  });
});
