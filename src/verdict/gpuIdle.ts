import type { NodeSample } from '../slurm/nodeSample.ts';

/** GPUs of a job that have done nothing for a while. */
export interface IdleGpus {
	readonly idleCount: number;
	readonly count: number;
	/** How long the one that was busy last has been idle, in minutes. */
	readonly minutes: number;
}

/** What the GPU's own tools need counts as nothing. */
const IDLE_PERCENT = 1;

/** Looks at samples of one job for GPUs that do nothing. A gap in the samples is no idleness: nobody looked. */
export class GpuIdleness {
	readonly #longestGapMs: number;
	/** By node and index: since when it has been idle, undefined for one that is busy. */
	readonly #since = new Map<string, Date | undefined>();
	readonly #seen = new Map<string, Date>();

	/** @param sampleSeconds how often a node is looked at */
	constructor(sampleSeconds: number) {
		this.#longestGapMs = sampleSeconds * 6 * 1000;
	}

	add({ node, at, gpus }: NodeSample): void {
		const before = this.#seen.get(node);
		const isGap = before !== undefined && at.getTime() - before.getTime() > this.#longestGapMs;
		this.#seen.set(node, at);
		for (const { index, utilisation } of gpus) {
			if (utilisation === undefined) continue;
			const key = `${node}/${index}`;
			const since = isGap ? undefined : this.#since.get(key);
			this.#since.set(key, utilisation < IDLE_PERCENT ? (since ?? at) : undefined);
		}
	}

	/** Those that have been idle for so long; undefined for none. */
	idleFor(minutes: number): IdleGpus | undefined {
		let latest = 0;
		let shortest = Number.POSITIVE_INFINITY;
		let idleCount = 0;
		for (const at of this.#seen.values()) latest = Math.max(latest, at.getTime());
		for (const since of this.#since.values()) {
			const idle = since === undefined ? 0 : (latest - since.getTime()) / 60_000;
			if (since === undefined || idle < minutes) continue;
			idleCount += 1;
			shortest = Math.min(shortest, idle);
		}
		return idleCount === 0
			? undefined
			: { idleCount, count: this.#since.size, minutes: Math.floor(shortest) };
	}
}
