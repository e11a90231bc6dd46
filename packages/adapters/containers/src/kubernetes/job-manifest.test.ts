import { effectContext as context } from '@parley/engine/testing';
import { describe, expect, it } from 'vitest';
import { type ContainerJob, toBounds, toJob } from '../container-job.ts';
import { jobManifest } from './job-manifest.ts';

const bounds = toBounds({ timeoutMs: 1500 }, 900_000);
const manifest = (container: Parameters<typeof toJob>[0]) =>
  jobManifest('parley-1', toJob(container), bounds, context());
const spec = (container: Parameters<typeof toJob>[0]) => manifest(container).spec!.template.spec!;

describe('the Job of an attempt', () => {
  it('is one pod that is never started again, ends at its deadline and goes some time after its end', () => {
    expect(manifest({ image: 'alpine' })).toMatchObject({
      metadata: { name: 'parley-1', annotations: { 'parley/tenant': 'tenant-1', 'parley/task': '/do/0/call' } },
      spec: {
        completions: 1,
        parallelism: 1,
        backoffLimit: 0,
        activeDeadlineSeconds: 2,
        ttlSecondsAfterFinished: 900,
        template: { spec: { restartPolicy: 'Never' } },
      },
    });
  });

  it('stays as long as the workflow wants, within what the operator allows', () => {
    const stays = (lifetime: NonNullable<Parameters<typeof toJob>[0]['lifetime']>) =>
      manifest({ image: 'alpine', lifetime }).spec!.ttlSecondsAfterFinished;
    expect(stays({ cleanup: 'eventually', after: { hours: 2 } })).toBe(7200);
    expect(stays({ cleanup: 'eventually', after: { seconds: 1 } })).toBe(900);
    expect(stays({ cleanup: 'never' })).toBe(86_400);
  });

  it('has a pod that is nobody, sealed, bounded and without a token', () => {
    const { containers, ...pod } = spec({ image: 'alpine' });
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_534,
        runAsGroup: 65_534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
    });
    const resources = { cpu: '1000m', memory: '268435456', 'ephemeral-storage': '64Mi' };
    expect(containers).toMatchObject([
      {
        image: 'alpine',
        imagePullPolicy: 'IfNotPresent',
        workingDir: '/tmp',
        resources: { limits: resources, requests: resources },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ]);
  });

  it('passes commands, arguments and variables on as they are, which Kubernetes would expand', () => {
    const [container] = spec({
      image: 'alpine',
      command: 'echo $(A) $$',
      arguments: ['$(A)'],
      environment: { B: '$(A)' },
    }).containers;
    expect(container).toMatchObject({
      command: ['/bin/sh', '-c', 'echo $$(A) $$$$', 'sh'],
      args: ['$$(A)'],
      env: [{ name: 'B', value: '$$(A)' }],
    });
  });

  it('gives standard input as a file to a command, and refuses what cannot be given', () => {
    const { template } = manifest({ image: 'alpine', command: 'cat', stdin: 'Hello' }).spec!;
    expect(template.metadata?.annotations).toEqual({ 'parley/stdin': 'Hello' });
    expect(template.spec!.containers[0]!.command).toEqual([
      ...['/bin/sh', '-c', 'exec "$$0" "$$@" < /parley/stdin'],
      ...['/bin/sh', '-c', 'cat', 'sh'],
    ]);
    const refusal = (detail: string) => ({
      problem: { status: 400, detail: expect.stringContaining(detail), type: expect.stringMatching('configuration$') },
    });
    const raised = (container: Parameters<typeof toJob>[0]) => {
      try {
        return manifest(container);
      } catch (error) {
        return error;
      }
    };
    expect(raised({ image: 'alpine', stdin: 'Hello' })).toMatchObject(refusal('needs a command'));
    expect(raised({ image: 'alpine', command: 'cat', stdin: 'ü'.repeat(102_401) })).toMatchObject(refusal('200 KiB'));
  });

  it('takes the pull policy of the task', () => {
    const policy = (pullPolicy: ContainerJob['pull']) =>
      spec({ image: 'alpine', pullPolicy }).containers[0]!.imagePullPolicy;
    expect([policy('always'), policy('never')]).toEqual(['Always', 'Never']);
  });
});
