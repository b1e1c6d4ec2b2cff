import assert from 'node:assert/strict';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { listAccountLimits } from '../../../../src/slurm/cluster/accountLimits.ts';
import { listAssociations } from '../../../../src/slurm/cluster/associations.ts';
import { readConfiguration } from '../../../../src/slurm/cluster/config.ts';
import { listLicenses } from '../../../../src/slurm/cluster/licenses.ts';
import { listLimits } from '../../../../src/slurm/cluster/limits.ts';
import { listNodes, sumGpus } from '../../../../src/slurm/cluster/nodes.ts';
import { listPartitions } from '../../../../src/slurm/cluster/partitions.ts';
import { listQos } from '../../../../src/slurm/cluster/qos.ts';
import { listReservations } from '../../../../src/slurm/cluster/reservations.ts';
import { createSeparators } from '../../../../src/slurm/separators.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../../support/fixture.ts';

const SEPARATORS = createSeparators('recorded');

/** As our own command would have got it: the recording has `|` for both separators. */
function nodesAsAsked(version: string): string {
	return slurmFixture(version, 'nodes_sinfo')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const values = line.replace(/\|$/, '').split('|');
			// The recording has the compact state as well, and not how the processors are made up: sixteen of one core.
			return values.toSpliced(5, 0, '16:1:1').toSpliced(2, 1).join(SEPARATORS.field) + SEPARATORS.record;
		})
		.join('\n');
}

describe('What a cluster offers', () => {
	for (const version of SLURM_VERSIONS) {
		describe(`of Slurm ${version}`, () => {
			it('partitions with their limits, weights and who may use them', () => {
				const [gpu, cpu] = listPartitions.parse(slurmFixture(version, 'partitions'));
				assert.equal(gpu?.name, 'gpu');
				assert.equal(gpu?.isDefault, false);
				assert.equal(cpu?.isDefault, true);
				assert.equal(gpu?.maxTime, 5 * 86_400);
				assert.equal(gpu?.defaultTime, 3600);
				assert.equal(gpu?.maxNodes, undefined);
				assert.equal(gpu?.nodes, 'gcn[1-4]');
				assert.equal(gpu?.nodeCount, 4);
				assert.deepEqual(gpu?.accounts, { kind: 'all' });
				assert.equal(gpu?.ownQos, undefined);
				assert.equal(gpu?.billingWeights.get('gres/gpu'), 32);
				assert.equal(gpu?.billingWeights.get('cpu'), 1);
				assert.ok(Math.abs((gpu?.billingWeights.get('mem') ?? 0) * 1024 - 0.1) < 1e-9, 'of a GiB');
			});

			it('nodes with what is used of them', () => {
				const nodes = listNodes(SEPARATORS).parse(nodesAsAsked(version));
				const states = Object.fromEntries(nodes.map(({ name, state }) => [name, state]));
				assert.equal(states['gcn1'], 'partly');
				assert.equal(states['gcn4'], 'free');
				assert.deepEqual(sumGpus(nodes), [{ type: 'h100', total: 16, used: 10, down: 0, reserved: 0 }]);
				const gcn2 = nodes.find(({ name }) => name === 'gcn2');
				assert.deepEqual(gcn2?.cpus, { used: 3, free: 13, total: 16 });
				assert.deepEqual(gcn2?.memory, { used: 1536, total: 64_000 });
				assert.deepEqual(gcn2?.features, []);
				assert.equal(gcn2?.reason, '');
			});

			it('no reservations where there are none', () => {
				assert.deepEqual(listReservations.parse(slurmFixture(version, 'reservations')), []);
			});

			it('no licenses where there are none', () => {
				assert.deepEqual(listLicenses.parse(slurmFixture(version, 'licenses')), []);
			});

			it('the configuration', () => {
				const configuration = readConfiguration.parse(slurmFixture(version, 'config'));
				assert.equal(configuration.version, version);
				assert.deepEqual(configuration.enforced, ['associations', 'limits', 'qos', 'safe']);
				assert.deepEqual(configuration.hidden, []);
				assert.equal(configuration.enforcesPartitionLimits, false);
				assert.equal(configuration.hasPriorities, true);
				assert.equal(configuration.maxArraySize, 60_001);
			});

			it('QOS, and which the person may use', () => {
				const short = listQos.parse(qosAsAsked(version)).find(({ name }) => name === 'short');
				assert.equal(short?.maxTime, 600);
				assert.equal(short?.maxJobsPerUser, 2);
				assert.equal(short?.maxSubmittedPerUser, 4);
				assert.equal(short?.maxTresPerUser.get('gres/gpu'), 2);
				const tiny = listQos.parse(qosAsAsked(version)).find(({ name }) => name === 'tiny');
				assert.equal(tiny?.deniesOnLimit, true);
				assert.deepEqual([tiny?.neverDecays, tiny?.budgetMinutes.size], [false, 0]);
				const [, account, , partition, defaultQos, qos] = slurmFixture(version, 'sacctmgr_assoc').split('|');
				assert.deepEqual(listAssociations('ada').parse(`${account}|${partition}|${defaultQos}|${qos}\n`), [
					{ account: 'nlaif001', partition: '', defaultQos: '', qos: ['normal', 'short', 'tiny'] },
				]);
			});

			it('limits with what is used of them, of the account, the person and the QOS', () => {
				const limits = listLimits('ada', ['normal', 'short']).parse(
					slurmFixture(version, 'assoc_mgr_multiline'),
				);
				const account = limits.find(({ holder }) => holder.kind === 'account' && holder.user === '');
				assert.deepEqual(account?.holder, {
					kind: 'account',
					account: 'nlaif001',
					user: '',
					partition: '',
					parent: 'root',
				});
				assert.equal(account?.group.tresMinutes.get('billing')?.limit, 600_000);
				assert.ok((account?.group.tresMinutes.get('billing')?.used ?? 0) > 1000);
				assert.equal(account?.group.jobs.limit, undefined);
				const short = limits.find(({ holder }) => holder.kind === 'qos' && holder.name === 'short');
				assert.equal(short?.perJob.wallMinutes, 10);
				assert.deepEqual(short?.perUser.get('ada')?.jobs, { limit: 2, used: 1 });
				assert.deepEqual(short?.perUser.get('ada')?.tres.get('gres/gpu'), { limit: 2, used: 2 });
				assert.deepEqual(short?.perAccount.get('nlaif001')?.jobs, { limit: undefined, used: 1 });
			});
		});
	}

	/** The columns that we ask for, of those that were recorded. */
	function qosAsAsked(version: string): string {
		return slurmFixture(version, 'sacctmgr_qos')
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => {
				const value = line.split('|');
				return [0, 1, 2, 3, 13, 15, 16, 10, 14, 20, 5].map((column) => value[column]).join('|');
			})
			.join('\n');
	}

	it('limits of an account where what is used is hidden', () => {
		const [account, ...others] = listAccountLimits(['aif002']).parse(
			'aif002||4||1-00:00:00|gres/gpu=8,mem=1G|billing=43,gres/gpu=2|\naif002|ada||||||\n',
		);
		assert.deepEqual(others, []);
		assert.equal(account?.group.jobs.limit, 4);
		assert.equal(account?.group.wallMinutes.limit, 1440);
		assert.deepEqual(account?.group.tres.get('mem'), { limit: 1024, used: undefined });
		assert.deepEqual(account?.group.tresMinutes.get('billing'), { limit: 43, used: undefined });
	});

	it('a maintenance and a reservation, as scontrol prints them', () => {
		const [course, upkeep] = listReservations.parse(
			[
				'ReservationName=course StartTime=1795597166 EndTime=1795604366 Duration=02:00:00 Nodes=tcn2 NodeCnt=1 CoreCnt=16 Features=(null) PartitionName=(null) Flags=SPEC_NODES TRES=cpu=16 Users=(null) Groups=(null) Accounts=aif001 Licenses=(null) State=INACTIVE BurstBuffer=(null) Watts=n/a MaxStartDelay=(null)',
				'ReservationName=maintenance StartTime=1795613401 EndTime=1795620601 Duration=02:00:00 Nodes=gcn[1-4],tcn[1-2] NodeCnt=6 CoreCnt=96 Features=(null) PartitionName=(null) Flags=MAINT,IGNORE_JOBS,SPEC_NODES,ALL_NODES TRES=cpu=96 Users=root Groups=(null) Accounts=(null) Licenses=(null) State=INACTIVE BurstBuffer=(null) Watts=n/a MaxStartDelay=(null)',
				'',
			].join('\n'),
		);
		assert.equal(course?.isMaintenance, false);
		assert.deepEqual(course?.accounts, { kind: 'only', names: ['aif001'] });
		assert.equal(upkeep?.isMaintenance, true);
		assert.equal(upkeep?.start?.getTime(), 1_795_613_401_000);
		assert.deepEqual(upkeep?.users, { kind: 'only', names: ['root'] });
	});

	it('a node in two partitions is one node; MIG slices, signs of the state, and reasons with any text are read', () => {
		const { field, record } = SEPARATORS;
		const line = (...values: readonly string[]) => `${values.join(field)}${record}\n`;
		const nodes = listNodes(SEPARATORS).parse(
			line(
				'g1',
				'gpu',
				'idle~',
				'0/8/0/8',
				'1:4:2',
				'1000',
				'0',
				'gpu:1g.5gb:7,gpu:3g.20gb:2(S:0)',
				'gpu:1g.5gb:3(IDX:0,2,4),gpu:3g.20gb:0(IDX:N/A)',
				'a,b',
				'none',
			) +
				line(
					'g1',
					'debug',
					'idle~',
					'0/8/0/8',
					'1:4:2',
					'1000',
					'0',
					'gpu:1g.5gb:7,gpu:3g.20gb:2(S:0)',
					'gpu:1g.5gb:3(IDX:0,2,4)',
					'a,b',
					'none',
				) +
				line(
					'g2',
					'gpu',
					'down*',
					'0/0/8/8',
					'1:4:2',
					'1000',
					'0',
					'gpu:4',
					'gpu:0',
					'(null)',
					'fan | broken, see #12\nand more',
				) +
				line('g3', 'gpu', 'mixed$', '1/7/0/8', '1:8:1', '1000', '0', '(null)', '(null)', '(null)', 'none') +
				line('g4', 'gpu', 'dreaming', '0/8/0/8', '1:4:2', '1000', '0', '(null)', '(null)', '(null)', 'none'),
		);
		assert.deepEqual(
			nodes.map(({ name, state }) => `${name} ${state}`),
			['g1 free', 'g2 down', 'g3 reserved', 'g4 unknown'],
		);
		assert.deepEqual(nodes[0]?.partitions, ['gpu', 'debug']);
		assert.deepEqual(nodes[0]?.gpus, [
			{ type: '1g.5gb', total: 7, used: 3 },
			{ type: '3g.20gb', total: 2, used: 0 },
		]);
		assert.deepEqual(nodes[0]?.layout, { sockets: 1, coresPerSocket: 4, threadsPerCore: 2 });
		assert.equal(nodes[1]?.reason, 'fan | broken, see #12\nand more');
		assert.equal(nodes[3]?.stateWord, 'dreaming');
	});

	it('text that is something else is said to be, not guessed at', () => {
		for (const parse of [
			() => listNodes(SEPARATORS).parse(`hello${SEPARATORS.record}`),
			() => listPartitions.parse('PartitionName=x Nodes=a'),
			() => listPartitions.parse('Please use the new login node.'),
			() => listReservations.parse('ReservationName=x Nodes=a'),
			() => readConfiguration.parse('hello'),
			() => listQos.parse('normal|0'),
			() => listAssociations('ada').parse('hello'),
			() => listAccountLimits(['x']).parse('hello'),
			() => listLimits('ada', []).parse('hello'),
		]) {
			assert.throws(
				parse,
				(error) => error instanceof ProblemError && error.problem.kind === 'outputNotUnderstood',
			);
		}
	});
});
