import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Budget } from '../../../src/allocation/budget.ts';
import type { App } from '../../../src/app.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

describe('The allocation on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	before(async () => {
		app = practiceApp().app;
		session = await connected(app);
	});
	after(() => app.dispose());

	const read = async (): Promise<readonly Budget[]> => {
		await session.allocation.refresh();
		const { snapshot } = session.allocation;
		assert.ok(snapshot.kind === 'loaded', String(snapshot.kind === 'stale' && snapshot.error));
		return snapshot.budgets;
	};

	it('has every account of the user, with the default one marked', async () => {
		const accounts = (await read()).map(
			({ account, isDefault }) => `${account}${isDefault ? ' default' : ''}`,
		);
		assert.deepEqual(accounts.sort(), ['aif001 default', 'aif002']);
	});

	it('has the limits that the factory was given', async () => {
		for (const { account, lines } of await read()) {
			const limits = Object.fromEntries(lines.map(({ resource, granted = 0 }) => [resource, granted * 60]));
			assert.deepEqual(limits, limitsOf(account));
		}
	});

	it('tells use as Slurm itself keeps it', async () => {
		const [line = ''] = execFileSync(
			'ssh',
			['-F', readFactory().sshConfig, 'practice', 'sshare -h -P -a -A aif002 -o Account,User,GrpTRESRaw'],
			{ encoding: 'utf8' },
		).split('\n');
		const used = Number(/(?:^|[|,])gres\/gpu=(\d+)/.exec(line)?.[1]);
		const gpu = (await read())
			.find(({ account }) => account === 'aif002')
			?.lines.find(({ resource }) => resource === 'gres/gpu');
		assert.ok(used >= 1);
		assert.equal(Math.round((gpu?.used ?? 0) * 60), used);
	});

	it('counts what running jobs may still use as committed', async () => {
		const gpuMinutes = async () =>
			60 *
			((await read())
				.find(({ isDefault }) => isDefault)
				?.lines.find(({ resource }) => resource === 'gres/gpu')?.committed ?? 0);
		const before = await gpuMinutes();
		const source = {
			kind: 'local',
			name: 'x.sh',
			text: script('-p gpu --gpus=4 -t 60', 'sleep 60'),
		} as const;
		const { id } = await session.slurm.submit(
			source,
			{ workDir: '/tmp', options: [], arguments: [] },
			forever,
		);
		try {
			let committed = before;
			for (let tries = 0; committed < before + 200 && tries < 60; tries += 1) {
				await new Promise((resolve) => setTimeout(resolve, 250));
				committed = await gpuMinutes();
			}
			assert.ok(
				committed >= before + 200 && committed <= before + 240,
				`${before} before, ${committed} after`,
			);
		} finally {
			await session.slurm.cancel(id, forever);
		}
	});
});

/** From the factory's own description. */
function limitsOf(account: string): Readonly<Record<string, number>> {
	const { accounts } = readFactory() as unknown as { accounts: Record<string, Record<string, number>> };
	return accounts[account] ?? {};
}
