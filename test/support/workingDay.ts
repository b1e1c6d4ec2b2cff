import type { Job } from '../../src/slurm/job.ts';
import { JobStore } from '../../src/slurm/jobStore.ts';
import type { PollPace } from '../../src/slurm/pollPace.ts';
import { SlurmLoad } from '../../src/slurm/slurmLoad.ts';
import { aJob } from './aJob.ts';
import { FakeClock } from './fakeClock.ts';

/** One cluster with a store that polls it, a clock that a test turns, and the count of what Slurm was asked. */
export class WorkingDay {
	readonly clock = new FakeClock();
	readonly load = new SlurmLoad(this.clock.now);
	readonly store: JobStore;
	/** When Slurm was asked, in seconds since the start. */
	readonly calls: number[] = [];
	jobs: readonly Job[] = [];
	/** How long each answer takes. */
	answerMs = 40;
	failure: Error | undefined;
	readonly #start = this.clock.now().getTime();

	/** @param random what jitter is made of: 0.5 for none */
	constructor(pace: PollPace, random = () => 0.5) {
		this.store = new JobStore(
			{
				listMyJobs: () => this.#answer('squeue', () => this.jobs),
				listFinishedJobs: () => this.#answer('sacct', () => []),
				load: this.load,
			},
			pace,
			this.clock.now,
			new Map(),
			{ random, delay: this.clock.delay },
		);
	}

	/** Something else asks Slurm, such as the allocation. */
	ask(program: string): void {
		this.load.add(program, 500, this.answerMs);
		this.calls.push((this.clock.now().getTime() - this.#start) / 1000);
	}

	/** The most calls in any hour. */
	get busiestHour(): number {
		return Math.max(0, ...this.calls.map((from) => this.callsFrom(from, from + 3600)));
	}

	/** Calls from one second to another. */
	callsFrom(from: number, to: number): number {
		return this.calls.filter((at) => at >= from && at < to).length;
	}

	async #answer<T>(program: string, value: () => T): Promise<T> {
		this.ask(program);
		if (this.failure) throw this.failure;
		return value();
	}
}

/** So many jobs that run. */
export function running(count: number): readonly Job[] {
	return Array.from({ length: count }, (_, index) => aJob({ id: String(4800 + index), state: 'RUNNING' }));
}
