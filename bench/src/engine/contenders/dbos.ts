import { DBOS } from '@dbos-inc/dbos-sdk';
import { type Addresses, ANSWER, type Contender, STEPS } from '../workload.ts';

const POOL_SIZE = 20;

/** DBOS Transact: a library that checkpoints steps of TypeScript functions in PostgreSQL. */
export async function dbos({ databaseUrl }: Addresses): Promise<Contender> {
  const step = (index: number) => DBOS.runStep(async () => ANSWER, { name: `step${index}` });
  const inOrder = (count: number) => async () => {
    for (let index = 0; index < count; index += 1) await step(index);
    return ANSWER;
  };
  const workflows = {
    one: DBOS.registerWorkflow(inOrder(STEPS.one), { name: 'one' }),
    ten: DBOS.registerWorkflow(inOrder(STEPS.ten), { name: 'ten' }),
    fan: DBOS.registerWorkflow(
      () => Promise.all(Array.from({ length: STEPS.fan }, (_, index) => step(index))),
      ...[{ name: 'fan' }],
    ),
  };
  DBOS.setConfig({
    ...{ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: POOL_SIZE, logLevel: 'error' },
  });
  await DBOS.launch();
  return {
    async run(workflow) {
      const handle = await DBOS.startWorkflow(workflows[workflow] as () => Promise<unknown>)();
      await handle.getResult();
    },
    close: () => DBOS.shutdown(),
  };
}
