import { delay, isAbort } from '../base/abort.ts';
import type { Closeable } from '../base/closeable.ts';
import { Emitter } from '../base/event.ts';
import { isProblem } from '../problems/problem.ts';
import type { SteadyHost } from '../remote/remoteHost.ts';
import type { NodeSample } from '../slurm/nodeSample.ts';
import { type SampledJob, sampleJob, sampleSeconds } from '../slurm/sampleJob.ts';
import { GpuIdleness } from '../verdict/gpuIdle.ts';

/** What was seen of a job while somebody looked. */
export interface LiveSnapshot {
	/** By node, in the order in which they were first heard of; each the oldest sample first. */
	readonly nodes: ReadonlyMap<string, readonly NodeSample[]>;
	/** Why nothing comes, where nothing does. */
	readonly error: unknown;
}

/** Half an hour at five seconds. */
const KEPT_SAMPLES = 360;
const LOOK_AGAIN_MS = 15_000;
/** A job whose nodes cannot be looked at is not asked about for ever. */
const MOST_FAILURES = 3;

/** Looks at one running job while somebody wants it, through one step however many want it. */
export class LiveUsage implements Closeable {
	readonly #host: SteadyHost;
	readonly #job: SampledJob;
	readonly #srun: () => string;
	readonly #changed = new Emitter<LiveSnapshot>();
	readonly #nodes = new Map<string, readonly NodeSample[]>();
	readonly idleness: GpuIdleness;
	#error: unknown;
	#watchers = 0;
	#looking: AbortController | undefined;

	readonly onDidChange = this.#changed.event;

	/** @param srun what is run for it at this site; throws where that is denied */
	constructor(host: SteadyHost, job: SampledJob, srun: () => string) {
		this.#host = host;
		this.#job = job;
		this.#srun = srun;
		this.idleness = new GpuIdleness(sampleSeconds(job.nodeCount));
	}

	get isWatched(): boolean {
		return this.#watchers > 0;
	}

	get snapshot(): LiveSnapshot {
		return { nodes: this.#nodes, error: this.#error };
	}

	/** Looks until the result is disposed. */
	watch(): Closeable {
		this.#watchers += 1;
		if (!this.#looking) {
			this.#looking = new AbortController();
			void this.#look(this.#looking.signal);
		}
		let isWatching = true;
		return {
			dispose: () => {
				if (!isWatching) return;
				isWatching = false;
				this.#watchers -= 1;
				if (this.#watchers === 0) this.#stop();
			},
		};
	}

	dispose(): void {
		this.#stop();
		this.#changed.dispose();
	}

	#stop(): void {
		this.#looking?.abort();
		this.#looking = undefined;
	}

	/** Never rejects. */
	async #look(signal: AbortSignal): Promise<void> {
		for (let failures = 0; !signal.aborted && failures < MOST_FAILURES; ) {
			try {
				for await (const sample of sampleJob(this.#host, this.#job, signal, { srun: this.#srun() })) {
					failures = 0;
					this.#error = undefined;
					this.#take(sample);
				}
				// It ended by itself: the job is over, or the sampler's hour is.
				failures += 1;
			} catch (error) {
				if (signal.aborted || isAbort(error)) return;
				failures += 1;
				this.#error = error;
				this.#changed.fire(this.snapshot);
				if (isProblem(error, 'connectionLost')) await this.#host.whenUp(signal).catch(() => undefined);
			}
			await delay(LOOK_AGAIN_MS, signal).catch(() => undefined);
		}
	}

	#take(sample: NodeSample): void {
		const before = this.#nodes.get(sample.node) ?? [];
		this.#nodes.set(sample.node, [...before.slice(1 - KEPT_SAMPLES), sample]);
		this.idleness.add(sample);
		this.#changed.fire(this.snapshot);
	}
}
