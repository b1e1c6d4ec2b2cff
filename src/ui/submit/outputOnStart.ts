import type { ClusterSession } from '../../session/clusterSession.ts';
import type { JobId } from '../../slurm/job.ts';
import type { JobOutputs } from '../jobOutput.ts';
import { showsOutputOnStart } from '../settings.ts';

/** Opens the outputs of jobs that were submitted in this window as soon as they run. */
export class OutputOnStart {
	readonly #outputs: JobOutputs;
	readonly #waiting = new Set<{ dispose(): void }>();

	constructor(outputs: JobOutputs) {
		this.#outputs = outputs;
	}

	/** To be called right after a submission. An array has an output for each task, and is left to the person. */
	expect(session: ClusterSession, id: JobId): void {
		const job = session.jobs.find(id);
		if (!job || job.array) return;
		const look = () => {
			const now = session.jobs.find(id);
			if (now?.phase === 'pending') return;
			done();
			if (now && now.nodes !== '' && showsOutputOnStart()) this.#outputs.show(session, now);
		};
		const subscription = session.jobs.onDidChange(look);
		const watch = session.jobs.watch('notices');
		const done = () => {
			this.#waiting.delete(entry);
			subscription.dispose();
			watch.dispose();
		};
		const entry = { dispose: done };
		this.#waiting.add(entry);
		look();
	}

	dispose(): void {
		for (const entry of [...this.#waiting]) entry.dispose();
	}
}
