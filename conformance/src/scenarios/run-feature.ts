import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Pickle, type PickleStep } from '@cucumber/messages';
import { ACT_STEPS } from './act-steps.ts';
import { ARRANGE_STEPS } from './arrange-steps.ts';
import { ASSERT_STEPS } from './assert-steps.ts';
import type { MakeEngine } from './engines.ts';
import { OUTSIDE_STEPS } from './outside-steps.ts';
import { World } from './world.ts';

const STEPS = [...ARRANGE_STEPS, ...ACT_STEPS, ...ASSERT_STEPS, ...OUTSIDE_STEPS];

/** A scenario of a feature file. */
export interface Scenario {
  /** Feature and scenario. */
  readonly name: string;
  /** Runs it on a fresh world; rejects with what went wrong and in which step. */
  run(make: MakeEngine): Promise<World>;
}

/** The scenarios of a feature file. */
export function readFeature(text: string, uri: string): Scenario[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  const document = parser.parse(text);
  const feature = document.feature?.name ?? uri;
  return compile(document, uri, newId).map((pickle) => ({
    name: `${feature}: ${pickle.name}`,
    run: (make) => runPickle(pickle, make),
  }));
}

/** Milliseconds after which a scenario counts as hanging. */
const MAX_SCENARIO_MS = 60_000;

async function runPickle(pickle: Pickle, make: MakeEngine): Promise<World> {
  const world = new World(make);
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It has not ended after ${MAX_SCENARIO_MS} ms`)), MAX_SCENARIO_MS);
  });
  try {
    await Promise.race([runSteps(world, pickle.steps), hangs]);
    return world;
  } finally {
    clearTimeout(timer);
    await world.close();
  }
}

async function runSteps(world: World, steps: readonly PickleStep[]): Promise<void> {
  for (const step of steps) await runStep(world, step);
}

async function runStep(world: World, { text, argument }: PickleStep): Promise<void> {
  for (const step of STEPS) {
    const match = step.text.exec(text);
    if (!match) continue;
    try {
      await step.run(world, match.slice(1), argument?.docString?.content ?? '');
    } catch (cause) {
      throw new Error(`${text} ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return;
  }
  throw new Error(`There is no step "${text}"`);
}
