import { systemClock } from '@parley/kernel';
import { containerName } from '../container-job.ts';
import { type ContainerEngine, containerContract } from '../testing/container-contract.ts';
import { startFakeDocker } from '../testing/fake-docker.ts';
import { createDockerApi } from './docker-api.ts';
import { createDockerRunner } from './docker-runner.ts';

/** An engine behind a socket; `image` has to be there. */
function engineAt(socketPath: string, image: string, close: () => Promise<void>): ContainerEngine {
  const docker = createDockerApi(socketPath);
  return {
    image,
    runner: (limits = {}) => createDockerRunner({ socketPath, clock: systemClock, images: ['*'], limits }),
    async exists(context) {
      const name = containerName(context);
      const found = await Promise.all(
        [name, `${name}-fed`].map((each) => docker.ask({ method: 'GET', path: `/containers/${each}/json` })),
      );
      return found.some(({ status }) => status === 200);
    },
    close,
  };
}

containerContract(
  'the Docker runner on a stand-in',
  { separatesOutputs: true, isolates: false, pace: 0.2 },
  async () => {
    const docker = await startFakeDocker();
    return engineAt(docker.socketPath, 'alpine', () => docker.close());
  },
);

/**
 * The same contract on a real engine: `unix:///var/run/docker.sock`, and an image with a shell that it has. A machine that
 * names none has no engine to try.
 */
const { DOCKER_HOST: host, PARLEY_TEST_IMAGE: image = 'busybox' } = process.env;
if (host?.startsWith('unix://')) {
  containerContract(
    'the Docker runner on the engine of DOCKER_HOST',
    { separatesOutputs: true, isolates: true, pace: 1 },
    async () => engineAt(host.slice('unix://'.length), image, async () => {}),
  );
}
