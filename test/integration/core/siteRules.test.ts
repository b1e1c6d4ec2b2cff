import assert from 'node:assert/strict';
import type { App, AppOptions } from '../../../src/app.ts';
import { isProblem } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { forever } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

describe('What a site profile says of Slurm', () => {
	const apps: App[] = [];
	const under = async (profile: string, ...lines: readonly string[]): Promise<ClusterSession> => {
		const options: Partial<AppOptions> = {
			addedProfiles: async () => [{ file: 'rules.yaml', text: ['title: Rules', ...lines].join('\n') }],
			configuredClusters: () => [{ name: 'practice', hosts: ['practice'], profile }],
		};
		const { app } = practiceApp(options);
		apps.push(app);
		return connected(app);
	};
	after(async () => {
		for (const app of apps) await app.dispose();
	});

	it('holds: what is denied is not run, and the rest of the cluster is told', async () => {
		const session = await under(
			'rules',
			'slurm:',
			'  denied: [sinfo, scontrol show reservation]',
			'budget: []',
		);
		const facts = await session.facts.look(
			{ parts: ['nodes', 'reservations', 'partitions', 'configuration'] },
			forever,
		);
		assert.ok(isProblem(facts.nodes.error, 'deniedBySite'));
		assert.ok(isProblem(facts.reservations.error, 'deniedBySite'));
		assert.ok((facts.partitions.value?.length ?? 0) > 0);
		assert.match(facts.configuration.value?.version ?? '', /^\d\d\.\d\d/);
		await session.jobs.refresh();
		assert.equal(session.jobs.snapshot.kind, 'loaded');
		assert.ok(!session.slurm.load.lastHour().calls.some(({ program }) => program === 'sinfo'));
	});

	it('holds: programs of the site stand in for those of Slurm, also for a submission', async () => {
		const plain = await under('practice');
		const { stdout } = await plain.host.exec('d=$(mktemp -d) && printf %s "$d"', forever);
		const wrapper = async (name: string) => {
			const text = `#!/bin/sh\necho ${name} >>${stdout}/calls\nexec ${name} "$@"\n`;
			await plain.files.write(`${stdout}/${name}.site`, new TextEncoder().encode(text), forever);
			await plain.host.exec(`chmod +x ${stdout}/${name}.site`, forever);
			return `  ${name}: ${stdout}/${name}.site`;
		};
		const names = ['squeue', 'sbatch', 'scancel'];
		const lines = await Promise.all(names.map(wrapper));
		const session = await under(
			'rules',
			'slurm:',
			'  commands:',
			...lines.map((line) => `  ${line}`),
			'budget: []',
		);
		const source = { kind: 'local', name: 'x.sh', text: script('-p cpu -t 1', 'sleep 30') } as const;
		const how = { workDir: '/tmp', options: [], arguments: [] };
		const { id } = await session.slurm.submit(source, how, forever);
		await session.jobs.refresh();
		assert.ok(session.jobs.find(id));
		await session.slurm.cancel(id, forever);
		const calls = await plain.host.exec(`cat ${stdout}/calls; rm -rf ${stdout}`, forever);
		assert.deepEqual([...new Set(calls.stdout.trim().split('\n'))].sort(), names.toSorted());
	});

	it('is nothing where there is no profile: then Slurm itself tells what is left, whatever other sites have', async () => {
		const session = await under('generic');
		await session.allocation.refresh();
		const { snapshot } = session.allocation;
		assert.ok(snapshot.kind === 'loaded');
		assert.match(snapshot.source, /^sshare/);
		assert.ok(snapshot.budgets.some(({ account }) => account === 'aif001'));
		assert.deepEqual(snapshot.passedOver, []);
	});
});
