import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { explain } from '../../../src/problems/explain.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { forever } from '../../support/practice.ts';
import { connected, practice, practiceApp, script } from '../../support/practiceApp.ts';

describe('When a daemon of Slurm is down', () => {
	let app: App;
	let session: ClusterSession;
	before(async () => {
		app = practiceApp().app;
		session = await connected(app);
		await session.jobs.refresh();
	});
	after(() => app.dispose());

	it('the jobs of before stay, with words for what happened', async () => {
		await practice('slurm', 'stop', 'slurmctld');
		try {
			await session.jobs.refresh();
			const { snapshot } = session.jobs;
			assert.ok(snapshot.kind === 'stale' && snapshot.jobs.length > 0);
			assert.ok(snapshot.error instanceof ProblemError);
			assert.equal(snapshot.error.problem.kind, 'slurmDown');
			assert.match(explain(snapshot.error.problem).what, /Slurm on practice does not answer/);

			const source = { kind: 'local', name: 'x.sh', text: script('-t 1', 'true') } as const;
			const submitting = session.slurm.submit(
				source,
				{ workDir: '/tmp', options: [], arguments: [] },
				forever,
			);
			await assert.rejects(
				submitting,
				(error) => error instanceof ProblemError && error.problem.kind === 'slurmDown',
			);
		} finally {
			await practice('slurm', 'start', 'slurmctld');
		}
		await session.jobs.refresh();
		assert.equal(session.jobs.snapshot.kind, 'loaded');
	});

	it('jobs are listed without their past when accounting is down', async () => {
		await practice('slurm', 'stop', 'slurmdbd');
		const other = practiceApp().app;
		try {
			const fresh = await connected(other);
			await Promise.all([fresh.jobs.refresh(), fresh.allocation.refresh()]);
			assert.equal(fresh.jobs.snapshot.kind, 'loaded');
			assert.ok(fresh.allocation.snapshot.kind === 'loaded' && fresh.allocation.snapshot.budgets.length > 0);
		} finally {
			await practice('slurm', 'start', 'slurmdbd');
			await other.dispose();
		}
	});
});
