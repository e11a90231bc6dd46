import { effectContext as context } from '@parley/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerName } from '../container-job.ts';
import { createPythonRunner } from '../python-runner.ts';
import { type FakeContainer, type FakeDocker, startFakeDocker } from '../testing/fake-docker.ts';
import { createDockerRunner, type DockerOptions } from './docker-runner.ts';

let docker: FakeDocker;
let now = 1_000_000;
beforeEach(async () => {
  docker = await startFakeDocker();
  docker.program = (container) => container.exit(0);
});
afterEach(() => docker.close());

const runner = (options: Partial<DockerOptions> = {}) =>
  createDockerRunner({
    socketPath: docker.socketPath,
    clock: { now: () => now },
    images: ['alpine', 'tools/*', 'missing'],
    ...options,
  });
const says =
  (...lines: [1 | 2, string][]) =>
  (container: FakeContainer) => {
    container.output.push(...lines);
    container.exit(0);
  };
const problem = (kind: string, status: number, detail: string) => ({
  problem: { status, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});
/** The only container there is. */
const only = () => [...docker.containers][0]!;

describe('a container', () => {
  it('runs as nobody, without network, privileges and a disk to write to', async () => {
    docker.program = says([1, 'out '], [2, 'err'], [1, 'more']);
    let created: FakeContainer['config'] | undefined;
    const { program } = docker;
    docker.program = (container) => {
      created = container.config;
      program(container);
    };
    const result = await runner().run(
      { image: 'alpine', command: 'echo $1', arguments: ['Foo'], environment: { A: 'b', N: 1 } },
      context(),
    );
    expect(result).toEqual({ code: 0, stdout: 'out more', stderr: 'err' });
    expect(created).toMatchObject({
      Image: 'alpine',
      Entrypoint: ['/bin/sh', '-c', 'echo $1', 'sh'],
      Cmd: ['Foo'],
      Env: ['A=b', 'N=1'],
      User: '65534:65534',
      HostConfig: {
        NetworkMode: 'none',
        Memory: 256 * 1024 * 1024,
        MemorySwap: 256 * 1024 * 1024,
        NanoCpus: 1e9,
        PidsLimit: 128,
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': expect.stringContaining('mode=1777') },
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
      },
    });
  });

  it('stays for a minute when it has ended, so that its result can be recorded, and goes when the next one comes', async () => {
    const containers = runner();
    await containers.run({ image: 'alpine' }, context());
    now += 59_999;
    await containers.run({ image: 'alpine' }, context({ attempt: 2 }));
    await containers.close();
    expect(docker.containers.size).toBe(2);
    now += 1;
    await containers.run({ image: 'alpine' }, context({ attempt: 3 }));
    await containers.close();
    expect([...docker.containers].map(({ name }) => name)).toEqual(
      [2, 3].map((attempt) => containerName(context({ attempt }))),
    );
  });

  it.each([
    [{ cleanup: 'eventually', after: { hours: 1 } }, 3_600_000],
    [{ cleanup: 'eventually', after: 'PT1H' }, 3_600_000],
    [{ cleanup: 'never' }, 86_400_000],
    [{ cleanup: 'always' }, 60_000],
  ] as const)(
    'with the lifetime %j is removed by another worker too when its time is over',
    async (lifetime, keepMs) => {
      await runner().run({ image: 'alpine', lifetime }, context());
      const left = only();
      now += 600_000 + keepMs - 1;
      const next = runner();
      await next.run({ image: 'alpine' }, context({ attempt: 2 }));
      await next.close();
      expect(docker.containers).toContain(left);
      now += 1;
      const last = runner();
      await last.run({ image: 'alpine' }, context({ attempt: 3 }));
      await last.close();
      expect(docker.containers).not.toContain(left);
    },
  );

  it('has its image pulled when it is not there, and never when it must not', async () => {
    await runner().run({ image: 'tools/x:1' }, context());
    expect(docker.requests).toContain('POST /images/create');
    const never = runner().run({ image: 'tools/y:1', pullPolicy: 'never' }, context({ attempt: 2 }));
    await expect(never).rejects.toMatchObject(problem('configuration', 400, 'must not be pulled'));
    await expect(runner().run({ image: 'missing' }, context({ attempt: 3 }))).rejects.toMatchObject(
      problem('runtime', 500, 'pull access denied'),
    );
  });
});

describe('after a crash', () => {
  /** Leaves a container as a worker that died would; it runs when it is `started`. */
  async function leave(stdin: string | undefined, started: boolean): Promise<FakeContainer> {
    const ask = async (method: string, path: string, body?: object) => {
      const { request } = await import('node:http');
      await new Promise<void>((resolve) => {
        request({ socketPath: docker.socketPath, method, path: `/v1.43/containers${path}` }, (response) => {
          response.resume().on('end', resolve);
        }).end(body && JSON.stringify(body));
      });
    };
    docker.program = () => {};
    const Labels = { 'parley.deadline': String(now + 5000) };
    const OpenStdin = stdin !== undefined;
    const body = { User: '', Image: 'alpine', Env: [], OpenStdin, Labels, HostConfig: {} };
    await ask('POST', `/create?name=${containerName(context())}`, body);
    if (started) await ask('POST', `/${containerName(context())}/start`);
    return only();
  }
  const made = () => docker.requests.filter((each) => each === 'POST /containers/create').length;

  it('one that was created is started', async () => {
    await leave(undefined, false);
    docker.program = says([1, 'started']);
    expect(await runner().run({ image: 'alpine' }, context())).toMatchObject({ stdout: 'started' });
    expect(made()).toBe(1);
  });

  it('one whose input may be incomplete is started anew', async () => {
    await leave('all', true);
    docker.program = (container) => says([1, container.stdin])(container);
    expect(await runner().run({ image: 'alpine', stdin: 'all of it' }, context())).toMatchObject({
      stdout: 'all of it',
    });
    expect([made(), docker.containers.size]).toEqual([2, 1]);
  });

  it('one that runs has the rest of its own time, not a new one', async () => {
    await leave(undefined, true);
    now += 4950;
    const late = runner().run({ image: 'alpine' }, context());
    await expect(late).rejects.toMatchObject(problem('timeout', 408, '600 seconds'));
    expect(docker.containers.size).toBe(0);
  });
});

describe('what is refused or ended', () => {
  it('an image that the operator does not allow', async () => {
    for (const image of ['evil', 'alpine2', 'tool/x']) {
      await expect(runner().run({ image }, context())).rejects.toMatchObject(
        problem('configuration', 400, 'does not run the image'),
      );
    }
    expect(docker.requests).toEqual([]);
  });

  it('shell commands, unless the operator gives an image for them', async () => {
    const command = { command: 'echo $1', arguments: ['x'], environment: {} };
    await expect(runner().shell(command, context())).rejects.toMatchObject(
      problem('configuration', 400, 'no shell commands'),
    );
    docker.program = (container) =>
      says([1, JSON.stringify([container.config.Entrypoint, container.config.Cmd])])(container);
    const { stdout } = await runner({ shellImage: 'alpine' }).shell(command, context());
    expect(JSON.parse(stdout)).toEqual([['/bin/sh', '-c', 'echo $1', 'sh'], ['x']]);
  });

  it('one that needs too much memory', async () => {
    docker.program = (container) => {
      container.oom = true;
      container.exit(137);
    };
    await expect(runner().run({ image: 'alpine' }, context())).rejects.toMatchObject(
      problem('runtime', 500, 'more memory'),
    );
  });

  it('everything when Docker is not there', async () => {
    const run = runner({ socketPath: '/nonexistent/docker.sock' }).run({ image: 'alpine' }, context());
    await expect(run).rejects.toMatchObject(problem('communication', 503, 'cannot be reached: ENOENT'));
  });
});

describe('Python', () => {
  it('runs in the image that is given for it', async () => {
    docker.program = (container) =>
      says([
        1,
        JSON.stringify([container.config.Image, container.config.Entrypoint, container.config.Cmd, container.stdin]),
      ])(container);
    const python = createPythonRunner(runner(), 'alpine');
    const request = { language: 'python', code: 'print(1)', stdin: 'in', arguments: ['a'], environment: {} };
    const { stdout } = await python.run(request, context());
    expect(JSON.parse(stdout)).toEqual(['alpine', ['python3', '-c', 'print(1)'], ['a'], 'in']);
    const large = python.run({ ...request, code: 'x'.repeat(140_000) }, context());
    await expect(large).rejects.toMatchObject(problem('configuration', 400, '128 KiB'));
  });
});

describe('the version of the API', () => {
  it.each([
    ['1.24', '1.47', '1.43'],
    ['1.44', '1.52', '1.44'],
    ['1.24', '1.41', '1.41'],
  ])('of an engine that speaks %s to %s is %s', async (MinAPIVersion, ApiVersion, spoken) => {
    docker.range = { MinAPIVersion, ApiVersion };
    await runner().run({ image: 'alpine' }, context());
    expect([...docker.versions]).toEqual([spoken]);
  });
});
