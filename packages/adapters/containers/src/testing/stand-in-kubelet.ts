import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerState, Pod } from 'kubernetes-types/core/v1';
import { endLocally, runLocally } from './run-locally.ts';

/** What a kubelet tells of a pod. */
export interface KubeletReport {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly state: ContainerState;
}

interface Running {
  child?: ChildProcess;
  log: string;
}

/**
 * Does for pods what a kubelet does, with processes of this machine in the place of containers: nothing is isolated, and
 * images called `missing` cannot be pulled. Speaks to no API server itself.
 */
export class StandInKubelet {
  readonly #report: (pod: Pod, report: KubeletReport) => void;
  readonly #pods = new Map<string, Running>();

  constructor(report: (pod: Pod, report: KubeletReport) => void) {
    this.#report = report;
  }

  start(pod: Pod): void {
    const container = pod.spec!.containers[0]!;
    if (container.image!.includes('missing')) return void this.#withoutImage(pod);
    const running: Running = { log: '' };
    this.#pods.set(pod.metadata!.name!, running);
    this.#report(pod, { phase: 'Running', state: { running: {} } });
    const environment = Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value]));
    const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, expand(value, {})]));
    running.child = runLocally({
      command: [...(container.command ?? []), ...(container.args ?? [])].map((text) =>
        withVolumes(expand(text, given), pod),
      ),
      environment: given,
      stdin: '',
      output: (_, text) => {
        running.log += text;
      },
      exit: (code) => this.end(pod, code),
    });
  }

  end(pod: Pod, exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error'): void {
    const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    this.#report(pod, { phase, state: { terminated: { exitCode, reason } } });
  }

  /** Ends what runs, as a deletion does. */
  kill(name: string): void {
    endLocally(this.#pods.get(name)?.child);
    this.#pods.delete(name);
  }

  log(name: string): string | undefined {
    return this.#pods.get(name)?.log;
  }

  close(): void {
    for (const name of [...this.#pods.keys()]) this.kill(name);
  }

  #withoutImage(pod: Pod): void {
    const waits = (reason: string) =>
      this.#report(pod, { phase: 'Pending', state: { waiting: { reason, message: 'there is no such image' } } });
    if (pod.spec!.containers[0]!.imagePullPolicy === 'Never') waits('ErrImageNeverPull');
    else {
      waits('ErrImagePull');
      setTimeout(() => waits('ImagePullBackOff'), 20);
    }
  }
}

/**
 * What Kubernetes does to commands, arguments and values of variables
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container).
 */
function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (found, name?: string) => {
    if (name === undefined) return '$';
    return variables[name] ?? found;
  });
}

/** A file of an annotation, in the place of the path it would be mounted at. */
function withVolumes(text: string, { spec, metadata }: Pod): string {
  const mount = spec!.containers[0]!.volumeMounts?.find(({ name }) => name === 'input');
  const path = spec!.volumes?.find(({ name }) => name === 'input')?.downwardAPI?.items?.[0];
  const annotation = /\['(.*)'\]$/.exec(path?.fieldRef?.fieldPath ?? '')?.[1];
  if (!mount || !path || annotation === undefined) return text;
  const file = join(mkdtempSync(join(tmpdir(), 'parley-pod-')), path.path);
  const mounted = `${mount.mountPath}/${path.path}`;
  if (!text.includes(mounted)) return text;
  writeFileSync(file, metadata!.annotations![annotation]!);
  return text.replaceAll(mounted, file);
}
