import { isObject, parseIsoDuration } from '@parley/kernel';
import { fail, type Step, yaml } from './step.ts';
import { TENANT } from './world.ts';

let events = 0;

/** What happens in a scenario. */
export const ACT_STEPS: readonly Step[] = [
  {
    text: /^the workflow is executed$/,
    async run(world) {
      await world.start(false);
      await world.outcome();
    },
  },
  { text: /^the workflow is started$/, run: (world) => world.start(true) },
  {
    text: /^the event is received:$/,
    async run(world, _, document) {
      const given = yaml(document);
      if (!isObject(given)) fail('An event is an object');
      events += 1;
      const event = { specversion: '1.0', id: `event-${events}`, source: 'https://events.test', type: '', ...given };
      await world.engine.deliverEvent(TENANT, event);
      await world.settle();
    },
  },
  {
    text: /^'(P[^']+)' passes$/,
    async run(world, [duration]) {
      await world.advance(parseIsoDuration(duration!) ?? fail(`${duration} is no duration`));
    },
  },
  {
    text: /^the approval is decided:$/,
    async run(world, _, document) {
      const question = world.approvals.at(-1) ?? fail('No approval was asked for');
      await world.engine.resolve(TENANT, world.executionId, question.name, yaml(document));
      await world.settle();
    },
  },
  {
    text: /^the workflow is cancelled$/,
    async run(world) {
      await world.engine.cancel(TENANT, world.executionId, 'cancelled by the scenario');
      await world.settle();
    },
  },
  {
    text: /^the workflow is suspended$/,
    async run(world) {
      await world.engine.suspend(TENANT, world.executionId);
      await world.settle();
    },
  },
  {
    text: /^the workflow is resumed$/,
    async run(world) {
      await world.engine.resume(TENANT, world.executionId);
      await world.settle();
    },
  },
  { text: /^the worker crashes$/, run: (world) => world.crash() },
];
