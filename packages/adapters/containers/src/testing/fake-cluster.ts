import type { Job } from 'kubernetes-types/batch/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import { type KubeletReport, StandInKubelet } from './stand-in-kubelet.ts';

/** A change of a pod as a watch tells it. */
export interface PodEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: Pod;
}

/** Jobs and pods of a namespace in memory, with what the Job controller, the collector of garbage and a kubelet do. */
export class FakeCluster {
  readonly jobs = new Map<string, Job>();
  readonly pods = new Map<string, Pod>();
  readonly events: PodEvent[] = [];
  readonly kubelet = new StandInKubelet((pod, report) => this.#told(pod, report));
  /** Called when there is a new event. */
  readonly watchers = new Set<() => void>();
  /** What happens to a new pod; by default the kubelet starts it. */
  schedule: (pod: Pod) => void = (pod) => this.kubelet.start(pod);
  #version = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  get version(): number {
    return this.#version;
  }

  /** Takes a new Job, whose name is free, and makes its pod a moment later. */
  createJob(job: Job): Job {
    const name = job.metadata!.name!;
    this.#version += 1;
    const created = { ...job, metadata: { ...job.metadata, uid: `uid-${this.#version}` }, status: {} };
    this.jobs.set(name, created);
    this.#after(1, () => this.#createPod(name));
    this.#after((job.spec!.activeDeadlineSeconds ?? 1e6) * 1000, () => this.#expire(name));
    return created;
  }

  /** In the foreground: the Job goes when its pods have gone. */
  deleteJob(name: string): void {
    const job = this.jobs.get(name)!;
    job.metadata = { ...job.metadata, deletionTimestamp: new Date().toISOString() };
    this.#deletePods(name, () => this.jobs.delete(name));
  }

  /** Changes a pod and tells those who watch. */
  change(name: string, change: (pod: Pod) => Pod, type: PodEvent['type'] = 'MODIFIED'): void {
    const before = this.pods.get(name);
    if (!before) return;
    this.#version += 1;
    const changed = change(before);
    const pod = { ...changed, metadata: { ...changed.metadata, resourceVersion: String(this.#version) } };
    if (type === 'DELETED') this.pods.delete(name);
    else this.pods.set(name, pod);
    this.events.push({ type, version: this.#version, object: pod });
    for (const wake of this.watchers) wake();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.kubelet.close();
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #createPod(jobName: string): void {
    const job = this.jobs.get(jobName);
    if (!job || job.metadata?.deletionTimestamp !== undefined) return;
    const name = `${jobName}-${String(this.#version).padStart(5, '0')}`;
    const { metadata, spec } = job.spec!.template;
    const labels = { ...metadata?.labels, 'job-name': jobName };
    this.pods.set(name, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name, labels },
      spec: spec!,
      status: { phase: 'Pending' },
    });
    this.change(name, (pod) => pod, 'ADDED');
    this.schedule(this.pods.get(name)!);
  }

  #told({ metadata }: Pod, { phase, state }: KubeletReport): void {
    this.change(metadata!.name!, (pod) => {
      const status = { name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state };
      return { ...pod, status: { phase, containerStatuses: [status] } };
    });
    const job = this.jobs.get(metadata!.labels!['job-name']!);
    if (job && phase === 'Succeeded') this.#finish(job, 'Complete');
    if (job && phase === 'Failed') this.#finish(job, 'Failed', 'BackoffLimitExceeded');
  }

  #finish(job: Job, type: 'Complete' | 'Failed', reason?: string): void {
    if (job.status?.conditions) return;
    job.status = { conditions: [{ type, status: 'True', ...(reason !== undefined && { reason }) }] };
  }

  #expire(name: string): void {
    const job = this.jobs.get(name);
    if (!job || job.status?.conditions) return;
    this.#finish(job, 'Failed', 'DeadlineExceeded');
    this.#deletePods(name, () => {});
  }

  /** First they are marked; when the kubelet has ended them they go. */
  #deletePods(jobName: string, then: () => void): void {
    const names = [...this.pods.values()]
      .filter(({ metadata }) => metadata!.labels!['job-name'] === jobName)
      .map(({ metadata }) => metadata!.name!);
    for (const name of names) {
      this.change(name, (pod) => ({
        ...pod,
        metadata: { ...pod.metadata, deletionTimestamp: new Date().toISOString() },
      }));
      this.kubelet.kill(name);
    }
    this.#after(10, () => {
      for (const name of names) this.change(name, (pod) => pod, 'DELETED');
      then();
    });
  }
}
