import assert from 'node:assert/strict';
import { accessText } from '../../../src/presenters/accessText.ts';
import { clusterRow } from '../../../src/presenters/clusterRows.ts';
import { loadRow } from '../../../src/presenters/loadRow.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { Association } from '../../../src/slurm/cluster/associations.ts';
import { type ClusterConfiguration, readConfiguration } from '../../../src/slurm/cluster/config.ts';
import type { ClusterNode } from '../../../src/slurm/cluster/nodes.ts';
import { listPartitions, type Partition } from '../../../src/slurm/cluster/partitions.ts';
import { ASKED, factsWith } from '../../support/clusterFacts.ts';
import { slurmFixture } from '../../support/fixture.ts';
import { rowText } from '../../support/rowText.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0);
const partitions = listPartitions.parse(slurmFixture('22.05.8', 'partitions'));
const [gpu] = partitions as readonly [Partition];
const configuration = readConfiguration.parse(slurmFixture('22.05.8', 'config'));
const associations: readonly Association[] = [
	{ account: 'aif001', partition: '', defaultQos: 'normal', qos: ['normal', 'short'] },
	{ account: 'aif002', partition: '', defaultQos: 'normal', qos: ['normal'] },
];

function node(name: string, state: ClusterNode['state'], used: number, reason = ''): ClusterNode {
	const isGpu = name.startsWith('g');
	return {
		name,
		partitions: [isGpu ? 'gpu' : 'cpu'],
		state,
		stateWord: state === 'down' ? 'drained*' : state,
		cpus: { used: used * 4, free: 16 - used * 4, total: 16 },
		layout: { sockets: 2, coresPerSocket: 8, threadsPerCore: 1 },
		memory: { used: 0, total: 64_000 },
		gpus: isGpu ? [{ type: 'h100', total: 4, used }] : [],
		features: [],
		reason,
	};
}
const nodes = [
	node('g1', 'busy', 4),
	node('g2', 'partly', 1),
	node('g3', 'down', 0, 'bad disk'),
	node('g4', 'reserved', 0),
	node('t1', 'free', 0),
	node('t2', 'partly', 1),
];

const LOAD = { calls: [{ program: 'sinfo', count: 7 }], total: 7, bytes: 100, seconds: 1, medianMs: 20 };

describe('The Cluster view', () => {
	const view = (known: Parameters<typeof factsWith>[0], error?: unknown) =>
		rowText([
			clusterRow(
				{
					cluster: 'practice',
					user: 'ada',
					facts: factsWith(known),
					error,
					site: [],
					load: [loadRow('practice', LOAD)],
				},
				NOON,
			),
		]);

	it('shows partitions with what is free, the default first, and what stands below', () => {
		const asked = ASKED.toLocaleTimeString(undefined, { timeStyle: 'short' });
		assert.deepEqual(view({ partitions, nodes, associations, reservations: [], configuration }), [
			`$(vm) practice  Slurm 22.05.8 · as of ${asked}`,
			'  $(server-environment) cpu  28 of 32 CPUs free · default · up to 1 day',
			'    $(chip) CPUs  ▰▱▱▱▱▱▱▱ 4 of 32 in use',
			'    $(server) Nodes  1 free, 1 partly in use',
			'    $(package) A node has  16 CPUs, 63 GiB of memory',
			'    $(watch) Longest job  1 day; 30 min where a job names none',
			'    $(person) Who may use it  you, by accounts aif001, aif002',
			'  $(server-environment) gpu  3 of 16 GPUs free · 1 node down · up to 5 days',
			'    $(circuit-board) h100 GPUs  ▰▰▰▱▱▱▱▱ 5 of 16 in use · 4 reserved · 4 down',
			'    $(chip) CPUs  ▰▰▰▱▱▱▱▱ 20 of 64 in use',
			'    $(server) Nodes  1 partly in use, 1 full, 1 reserved, 1 down',
			'    $(package) A node has  16 CPUs, 63 GiB of memory, 4 h100 GPUs',
			'    $(watch) Longest job  5 days; 1 h where a job names none',
			'    $(person) Who may use it  you, by accounts aif001, aif002',
			'    $(warning) g3  drained, does not answer: bad disk',
			'  $(pulse) Asked of Slurm  7 calls in the last hour',
		]);
	});

	it('shows a maintenance and reservations in the order of their time, without those that are over', () => {
		const reservation = {
			name: 'upkeep',
			start: new Date(NOON.getTime() + 3 * 86_400_000),
			end: new Date(NOON.getTime() + 3.5 * 86_400_000),
			nodes: 'g[1-4]',
			partition: '',
			flags: ['MAINT'],
			users: { kind: 'only', names: ['root'] },
			accounts: { kind: 'all' },
			isMaintenance: true,
		} as const;
		const lesson = {
			...reservation,
			name: 'lesson',
			start: new Date(NOON.getTime() - 3_600_000),
			isMaintenance: false,
			users: { kind: 'all' },
			accounts: { kind: 'only', names: ['aif002'] },
		} as const;
		const over = { ...reservation, name: 'past', end: new Date(NOON.getTime() - 1) };
		const others = { ...lesson, name: 'theirs', accounts: { kind: 'only', names: ['x'] } } as const;
		const lines = view({ partitions: [], reservations: [reservation, lesson, over, others], associations });
		assert.match(
			lines[1] ?? '',
			/\$\(bookmark\) Reservation lesson {2}now, until .* · you may use it · g\[1-4\]$/,
		);
		assert.match(
			lines[2] ?? '',
			/\$\(bookmark\) Reservation theirs {2}now, until .* · for others · g\[1-4\]$/,
		);
		assert.match(lines[3] ?? '', /\$\(tools\) Maintenance {2}.* to .* · g\[1-4\]$/);
		assert.equal(lines.length, 5);
	});

	it('says once what the site does not show, and shows the rest', () => {
		const denied = new ProblemError({
			kind: 'commandFailed',
			host: 'practice',
			command: 'sinfo',
			exitCode: 1,
			detail: 'slurm_load_partitions: Access/permission denied',
		});
		const hidden: ClusterConfiguration = { ...configuration, hidden: ['reservations'] };
		const lines = view({
			partitions,
			nodes: denied,
			associations: denied,
			reservations: [],
			configuration: hidden,
		});
		assert.deepEqual(lines.filter((line) => !line.startsWith('    ')).slice(1), [
			'  $(server-environment) cpu  2 nodes · default · up to 1 day',
			'  $(server-environment) gpu  4 nodes · up to 5 days',
			'  $(eye-closed) This site does not show: nodes, your accounts, reservations of others',
			'  $(pulse) Asked of Slurm  7 calls in the last hour',
		]);
		const all = view({ partitions: denied, nodes: denied, associations: denied, reservations: denied });
		assert.equal(
			all[1],
			'  $(eye-closed) This site does not show: partitions, nodes, reservations, your accounts',
		);
	});

	it('tells what only failed apart from that', () => {
		const lines = view({ partitions, nodes: new Error('timed out') });
		assert.ok(lines.includes('  $(warning) No answer about: nodes'));
	});

	it('says when the connection failed as a whole', () => {
		assert.equal(view({}, new Error('The link was lost.'))[1], '  $(error) The link was lost.');
	});

	it('shows what a partition that is closed is not good for', () => {
		for (const [state, words] of [
			['DOWN', 'starts no jobs now'],
			['DRAIN', 'takes no new jobs now'],
			['INACTIVE', 'switched off now'],
		] as const) {
			const lines = view({ partitions: [{ ...gpu, state }] });
			assert.equal(lines[1], `  $(circle-slash) gpu  ${words} · 4 nodes · up to 5 days`);
		}
	});
});

describe('Who may use a partition', () => {
	const words = (facts: Partial<Partition>, mine: readonly Association[] | undefined = associations) =>
		accessText({ ...gpu, ...facts }, mine);
	const only = (...names: readonly string[]) => ({ kind: 'only', names }) as const;

	it('is said by account, QOS and group', () => {
		assert.deepEqual(words({ accounts: only('aif002', 'x') }), {
			mayUse: true,
			words: 'you, by account aif002; open to accounts aif002, x',
		});
		assert.deepEqual(words({ accounts: only('x') }), { mayUse: false, words: 'not you: accounts x' });
		assert.deepEqual(words({ accounts: { kind: 'except', names: ['aif001', 'aif002'] } }), {
			mayUse: false,
			words: 'not you: all accounts but aif001, aif002',
		});
		assert.deepEqual(words({ qos: only('long') }), { mayUse: false, words: 'not you: QOS long' });
		assert.equal(words({ qos: only('short') }).mayUse, true);
		assert.deepEqual(words({ groups: only('chem') }).mayUse, undefined);
		assert.equal(words({ isRootOnly: true }).mayUse, false);
	});

	it('needs an account and a QOS of the same association', () => {
		assert.equal(words({ accounts: only('aif002'), qos: only('short') }).mayUse, false);
	});

	it('is not claimed where the accounts are unknown', () => {
		assert.deepEqual(accessText({ ...gpu, accounts: only('x') }, undefined), {
			mayUse: undefined,
			words: 'accounts x',
		});
	});
});
