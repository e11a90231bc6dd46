import type { EffectContext } from '@parley/engine';
import { effectPortContract } from '@parley/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerName } from './container-spec.ts';
import { type ContainerOptions, createDockerRunner } from './docker-runner.ts';
import { createPythonRunner } from './python-runner.ts';
import { type FakeContainer, type FakeDocker, startFakeDocker } from './testing/fake-docker.ts';

let docker: FakeDocker;
let now = 1_000_000;
beforeEach(async () => {
  docker = await startFakeDocker();
});
afterEach(() => docker.close());

const context = (overrides: Partial<EffectContext> = {}): EffectContext => ({
  tenantId: 'tenant-1',
  executionId: 'execution-1',
  key: '/do/0/run',
  environment: 'live',
  idempotencyKey: 'execution-1/do/0/run',
  attempt: 1,
  signal: new AbortController().signal,
  ...overrides,
});
const runner = (options: Partial<ContainerOptions> = {}) =>
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
const only = () => [...docker.containers.values()][0]!;

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
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
      },
    });
  });

  it('reads its standard input to the end', async () => {
    docker.program = (container) => says([1, `got ${container.stdin}`])(container);
    expect(await runner().run({ image: 'alpine', stdin: 'Hello' }, context())).toMatchObject({ stdout: 'got Hello' });
  });

  it('gives its code', async () => {
    docker.program = (container) => container.exit(3);
    expect(await runner().run({ image: 'alpine' }, context())).toEqual({ code: 3, stdout: '', stderr: '' });
  });

  it('is removed when it has ended, unless the workflow wants to keep it', async () => {
    await runner().run({ image: 'alpine' }, context());
    expect(docker.containers.size).toBe(0);
    await runner().run({ image: 'alpine', lifetime: { cleanup: 'never' } }, context());
    expect(docker.containers.size).toBe(1);
  });

  it('that was kept for a while goes when its time is over and the next one comes', async () => {
    await runner().run({ image: 'alpine', lifetime: { cleanup: 'eventually', after: { minutes: 1 } } }, context());
    await runner().run({ image: 'alpine' }, context({ attempt: 2 }));
    expect(docker.containers.size).toBe(1);
    now += 60_000;
    await runner().run({ image: 'alpine' }, context({ attempt: 2 }));
    expect(docker.containers.size).toBe(0);
  });

  it('has its image pulled when it is not there, and never when it must not', async () => {
    await runner().run({ image: 'tools/x:1' }, context());
    expect(docker.requests).toContain('POST /images/create');
    const never = runner().run({ image: 'tools/y:1', pullPolicy: 'never' }, context());
    await expect(never).rejects.toMatchObject(problem('configuration', 400, 'must not be pulled'));
    await expect(runner().run({ image: 'missing' }, context())).rejects.toMatchObject(
      problem('runtime', 500, 'pull access denied'),
    );
  });
});

describe('after a crash', () => {
  const created = { User: '', Image: 'alpine', Env: [], OpenStdin: false, Labels: {}, HostConfig: {} };
  /** Leaves a container as a worker that died would. */
  async function leave(openStdin: boolean, started: boolean): Promise<FakeContainer> {
    docker.program = () => {};
    const stop = new AbortController();
    const name = containerName(context());
    const base = `http://docker/v1.43/containers`;
    const { request } = await import('node:http');
    const post = (path: string, body?: object) =>
      new Promise<void>((resolve) => {
        request(
          `${base}${path}`,
          { socketPath: docker.socketPath, method: 'POST', signal: stop.signal },
          (response) => {
            response.resume().on('end', resolve);
          },
        ).end(body && JSON.stringify(body));
      });
    await post(`/create?name=${name}`, { ...created, OpenStdin: openStdin });
    if (started) await post(`/${name}/start`);
    return only();
  }

  it('the container that runs is waited for, and not started again', async () => {
    const container = await leave(false, true);
    const running = runner().run({ image: 'alpine' }, context());
    container.output.push([1, 'from before']);
    container.exit(0);
    expect(await running).toMatchObject({ code: 0, stdout: 'from before' });
    expect(docker.requests.filter((each) => each === 'POST /containers/create')).toHaveLength(1);
  });

  it('the result of one that has ended is read', async () => {
    const container = await leave(false, true);
    container.output.push([1, 'done']);
    container.exit(7);
    expect(await runner().run({ image: 'alpine' }, context())).toMatchObject({ code: 7, stdout: 'done' });
  });

  it('one that was created is started', async () => {
    await leave(false, false);
    docker.program = says([1, 'started']);
    expect(await runner().run({ image: 'alpine' }, context())).toMatchObject({ stdout: 'started' });
    expect(docker.requests.filter((each) => each === 'POST /containers/create')).toHaveLength(1);
  });

  it('one whose input may be incomplete is started anew', async () => {
    await leave(true, true);
    docker.program = (container) => says([1, container.stdin])(container);
    expect(await runner().run({ image: 'alpine', stdin: 'all of it' }, context())).toMatchObject({
      stdout: 'all of it',
    });
  });

  it('another attempt is another container', () => {
    expect(containerName(context())).toBe(containerName(context()));
    expect(containerName(context({ attempt: 2 }))).not.toBe(containerName(context()));
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

  it.each(['ports', 'volumes'])('%s', async (part) => {
    const run = runner().run({ image: 'alpine', [part]: { a: 'b' } }, context());
    await expect(run).rejects.toMatchObject(problem('configuration', 400, `no ${part}`));
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

  it('a container that takes too long, which is killed', async () => {
    docker.program = () => {};
    const run = runner({ timeoutMs: 100 }).run({ image: 'alpine' }, context());
    await expect(run).rejects.toMatchObject(problem('timeout', 408, '0.1 seconds'));
    expect(docker.containers.size).toBe(0);
  });

  it('a container whose task is cancelled, which is killed', async () => {
    const stop = new AbortController();
    docker.program = () => stop.abort('cancelled');
    await expect(runner().run({ image: 'alpine' }, context({ signal: stop.signal }))).rejects.toBe('cancelled');
    expect(docker.containers.size).toBe(0);
  });

  it('one that needs too much memory or writes too much', async () => {
    docker.program = (container) => {
      container.oom = true;
      container.exit(137);
    };
    await expect(runner().run({ image: 'alpine' }, context())).rejects.toMatchObject(
      problem('runtime', 500, 'more memory'),
    );
    docker.program = says([1, 'x'.repeat(600)], [1, 'x'.repeat(600)]);
    await expect(runner({ maxOutputBytes: 1000 }).run({ image: 'alpine' }, context())).rejects.toMatchObject(
      problem('runtime', 500, 'more than 1000 bytes'),
    );
    expect(docker.containers.size).toBe(0);
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

effectPortContract('the Docker runner', () => {
  const names = () => docker.requests.filter((each) => each.endsWith('/start')).map((each) => each.split('/')[2]);
  return {
    succeed: (each) => runner().run({ image: 'alpine' }, each),
    fail: (each) => runner().run({ image: 'missing' }, each),
    hang(each) {
      docker.program = () => {};
      return runner()
        .run({ image: 'alpine' }, each)
        .finally(() => {
          docker.program = (container) => container.exit(0);
        });
    },
    idempotencyMarks: names,
  };
});
