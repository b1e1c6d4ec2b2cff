import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../src/app.ts';
import { clusterRow } from '../../../src/presenters/clusterRows.ts';
import { isProblem } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import {
	type ClusterFacts,
	ClusterFactsStore,
	type FactName,
} from '../../../src/slurm/cluster/clusterFacts.ts';
import { SlurmClient } from '../../../src/slurm/slurmClient.ts';
import { isDenied } from '../../../src/slurm/slurmFailure.ts';
import { listWaiting } from '../../../src/slurm/wait/jobsAhead.ts';
import { admin, withConfiguration } from '../../support/admin.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { connected, practice, practiceApp, script } from '../../support/practiceApp.ts';
import { rowText } from '../../support/rowText.ts';

const ALL: readonly FactName[] = [
	'partitions',
	'nodes',
	'reservations',
	'configuration',
	'qos',
	'associations',
	'limits',
];
const ANEW = { parts: ALL, qos: ['normal'], olderThanSeconds: 0 };

describe('What the practice factory offers', () => {
	let app: App;
	let session: ClusterSession;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	after(async () => {
		await app.dispose();
		await disconnectAll();
	});

	const lines = (facts: ClusterFacts) =>
		rowText([
			clusterRow(
				{ cluster: 'practice', user: 'ada', facts, error: undefined, site: [], load: [] },
				app.now(),
			),
		]);

	it('is asked for in one round trip, each program counted', async () => {
		const before = session.slurm.calls;
		const facts = await session.facts.look(ANEW, forever);
		assert.equal(session.slurm.calls - before, ALL.length);
		for (const name of ALL) assert.equal(facts[name].error, undefined, name);
		await session.facts.look({ parts: ALL }, forever);
		assert.equal(session.slurm.calls - before, ALL.length, 'what is known is not asked for again');
		const shown = lines(facts);
		assert.match(shown[0] ?? '', /^\$\(vm\) practice {2}Slurm 22\.05\.\d+ · as of /);
		assert.ok(shown.includes('    $(package) A node has  16 CPUs, 63 GiB of memory, 4 h100 GPUs'));
		assert.ok(shown.includes('    $(person) Who may use it  you, by accounts aif001, aif002'));
		assert.ok(shown.some((line) => line.startsWith('  $(server-environment) debug  4 of 4 GPUs free')));
	});

	it('follows what runs, is drained and is reserved', async () => {
		const source = {
			kind: 'local',
			name: 'busy.sh',
			text: script('-p gpu -w gcn2 --gpus=3 -t 5', 'sleep 100'),
		} as const;
		const how = { workDir: '/tmp', options: ['--output=/dev/null'], arguments: [] };
		const { id } = await session.slurm.submit(source, how, forever);
		await admin('scontrol', 'update', 'NodeName=gcn4', 'State=DRAIN', 'Reason=bad disk, see #12');
		await admin(
			...([
				'scontrol',
				'create',
				'reservation',
				'ReservationName=upkeep',
				'StartTime=now+60minutes',
			] as const),
			...['Duration=02:00:00', 'Users=root', 'Nodes=ALL', 'Flags=MAINT,IGNORE_JOBS'],
		);
		try {
			let shown: readonly string[] = [];
			for (let tries = 0; tries < 50; tries += 1) {
				shown = lines(await session.facts.look(ANEW, forever));
				if (shown.some((line) => line.includes('3 of 16 in use'))) break;
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
			assert.ok(
				shown.includes('  $(server-environment) gpu  9 of 16 GPUs free · 1 node down · up to 2 days'),
				shown.join('\n'),
			);
			assert.ok(shown.includes('    $(circuit-board) h100 GPUs  ▰▰▱▱▱▱▱▱ 3 of 16 in use · 4 down'));
			assert.ok(shown.includes('    $(warning) gcn4  drained: bad disk, see #12'));
			assert.ok(
				shown.some((line) => /\$\(tools\) Maintenance {2}.* to .* · gcn\[1-4\],tcn\[1-2\]$/.test(line)),
			);
		} finally {
			await session.slurm.cancel(id, forever);
			await admin('scontrol', 'update', 'NodeName=gcn4', 'State=RESUME');
			await admin('scontrol', 'delete', 'ReservationName=upkeep');
		}
	});

	it('may be told in part: each program that a site denies or does not have is missing by itself', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'aif-denied-'));
		chmodSync(folder, 0o755);
		const program = (name: string, text: string) =>
			writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
		try {
			program('sinfo', 'echo "sinfo: not allowed on this login node" >&2; exit 1');
			program('sacctmgr', 'exit 127');
			const host = insteadOf(folder, await connectTo('practice'));
			const store = new ClusterFactsStore(new SlurmClient(host), 'ada', () => new Date());
			const facts = await store.look(ANEW, forever);
			assert.equal(facts.partitions.value?.length, 3);
			assert.ok(isDenied(facts.nodes.error));
			assert.ok(isProblem(facts.associations.error, 'commandMissing'));
			assert.ok(
				lines(facts).includes('  $(eye-closed) This site does not show: nodes, your accounts'),
				lines(facts).join('\n'),
			);

			program('scontrol', 'exit 127');
			const less = await store.look(ANEW, forever);
			assert.ok(isProblem(less.partitions.error, 'commandMissing'));
			assert.equal(less.partitions.value?.length, 3, 'what was seen before is kept');
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('may be private: what Slurm itself hides is said once, and the rest is shown', async () => {
		const isPrivate = (text: string) =>
			`${text}\nPrivateData=accounts,jobs,nodes,partitions,reservations,usage,users\n`;
		await withConfiguration(isPrivate, async () => {
			const store = new ClusterFactsStore(session.slurm, 'ada', () => new Date());
			const facts = await store.look(ANEW, forever);
			assert.deepEqual(lines(facts).slice(1), [
				'  $(eye-closed) This site does not show: partitions, nodes, reservations of others',
			]);
			assert.deepEqual(
				facts.associations.value?.map(({ account }) => account),
				['aif001', 'aif002'],
			);
			assert.ok(facts.qos.value?.some(({ name }) => name === 'short'));
			assert.ok(facts.configuration.value?.hidden.includes('jobs'));
			const own =
				facts.limits.value?.map(({ holder }) => (holder.kind === 'account' ? holder.user : '')) ?? [];
			assert.ok(own.includes('ada'));
			assert.deepEqual(
				await session.slurm.run(listWaiting('gpu', session.slurm.separators), forever),
				[],
				'nobody is shown to wait: so the queue is not asked where jobs are hidden',
			);
		});
	});

	it('is not told while the controller is down: one program waits for it, not seven', async () => {
		await practice('slurm', 'stop', 'slurmctld');
		try {
			const store = new ClusterFactsStore(session.slurm, 'ada', () => new Date());
			const facts = await store.look({ parts: ALL, qos: ['normal'] }, AbortSignal.timeout(55_000));
			for (const name of ALL) assert.ok(isProblem(facts[name].error, 'slurmDown'), name);
		} finally {
			await practice('slurm', 'start', 'slurmctld');
		}
	});
});

/** The host with a folder of programs that stand before its own. */
function insteadOf(folder: string, host: RemoteHost): RemoteHost {
	return new Proxy(host, {
		get(target, name) {
			if (name === 'exec') {
				return (line: string, signal: AbortSignal, onStart?: () => void) =>
					target.exec(`PATH=${folder}:$PATH; ${line}`, signal, onStart);
			}
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
