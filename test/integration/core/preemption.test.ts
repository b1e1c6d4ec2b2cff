import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { withConfiguration } from '../../support/admin.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practice, practiceApp, script } from '../../support/practiceApp.ts';

/** Partitions of higher priority take the nodes of others: what `practice/up` sets up has no such rule. */
const PREEMPTION = 'PreemptType=preempt/partition_prio\nPreemptMode=CANCEL\n';

describe('Where a partition takes the nodes of another', () => {
	const { home } = readFactory().users['ada'] ?? assert.fail();
	let app: App;
	let session: ClusterSession;

	const restart = async () => {
		await practice('slurm', 'stop', 'slurmctld');
		await practice('slurm', 'start', 'slurmctld');
	};
	const withTier = (text: string) =>
		PREEMPTION + text.replace(/^PartitionName=debug .*$/m, '$& PriorityTier=10');

	const submit = async (options: readonly string[]) => {
		const source = { kind: 'local', name: 'job.sh', text: script('--time=5', 'sleep 300') } as const;
		const how = { workDir: home, options: [...options, '--exclusive'], arguments: [] };
		const { id } = await session.slurm.submit(source, how, forever);
		return id;
	};
	const untilState = async (id: string, state: string) => {
		for (let tries = 0; session.jobs.find(id)?.state !== state && tries < 200; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 200));
			await session.jobs.refresh();
		}
		assert.equal(session.jobs.find(id)?.state, state);
	};

	it('a job that has to make room ends as preempted', () => withConfiguration(withTier, makeRoom, restart));

	async function makeRoom(): Promise<void> {
		app = practiceApp().app;
		session = await connected(app);
		const low = await submit(['-p', 'cpu', '-w', 'tcn1']);
		await untilState(low, 'RUNNING');
		const high = await submit(['-p', 'debug', '-w', 'tcn1']);
		await untilState(low, 'PREEMPTED');
		assert.equal(session.jobs.find(low)?.phase, 'finished');
		await untilState(high, 'RUNNING');
		await session.slurm.cancel(high, forever);
		await untilState(high, 'CANCELLED');
		await app.dispose();
	}
});
