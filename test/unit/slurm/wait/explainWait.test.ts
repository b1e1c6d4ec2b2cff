import assert from 'node:assert/strict';
import { waitDialog, waitRemedies } from '../../../../src/presenters/waitDialog.ts';
import { waitRows } from '../../../../src/presenters/waitRows.ts';
import { listLicenses } from '../../../../src/slurm/cluster/licenses.ts';
import type { ClusterNode } from '../../../../src/slurm/cluster/nodes.ts';
import { listPartitions, type Partition } from '../../../../src/slurm/cluster/partitions.ts';
import type { Reservation } from '../../../../src/slurm/cluster/reservations.ts';
import type { Seconds } from '../../../../src/slurm/duration.ts';
import type { Job } from '../../../../src/slurm/job.ts';
import { createSeparators } from '../../../../src/slurm/separators.ts';
import { explainWait, factsFor } from '../../../../src/slurm/wait/explainWait.ts';
import { jobsAhead, listWaiting } from '../../../../src/slurm/wait/jobsAhead.ts';
import { aJob } from '../../../support/aJob.ts';
import { factsWith } from '../../../support/clusterFacts.ts';
import { slurmFixture } from '../../../support/fixture.ts';
import { rowText } from '../../../support/rowText.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0);
const later = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);
const partitions = listPartitions.parse(slurmFixture('22.05.8', 'partitions'));
const upkeep: Reservation = {
	name: 'upkeep',
	start: later(5.75),
	end: later(9),
	nodes: 'gcn[1-4],tcn[1-2]',
	partition: '',
	flags: ['MAINT'],
	users: { kind: 'only', names: ['root'] },
	accounts: { kind: 'all' },
	isMaintenance: true,
};
const waiting = (facts: Parameters<typeof aJob>[0]) =>
	aJob({ state: 'PENDING', submitted: later(-1), eligible: later(-1), ...facts });

describe('Below a job that waits', () => {
	const below = (
		job: Job,
		known: Parameters<typeof factsWith>[0] = { partitions },
		others: readonly Job[] = [],
	) => rowText(waitRows('practice', job, explainWait(job, factsWith(known), others, NOON), NOON));

	it('stands why, when it may start, and what to do', () => {
		assert.deepEqual(below(waiting({ reason: 'Priority', started: later(2) })), [
			'$(question) Why  Other jobs with a higher priority are in front of yours.',
			`$(calendar) Start  2:00 PM, by Slurm's estimate, which may change`.replace(
				'2:00 PM',
				later(2).toLocaleTimeString(undefined, { timeStyle: 'short' }),
			),
			'$(lightbulb) What to do  Wait. A shorter time limit or fewer GPUs can let the job start earlier in a gap.',
		]);
	});

	it('stands no estimate where none is to be believed', () => {
		for (const reason of ['JobHeldUser', 'PartitionTimeLimit', 'AssocGrpBillingMinutes']) {
			const lines = below(waiting({ reason, started: later(2) }));
			assert.ok(!lines.some((line) => line.includes('estimate')), reason);
		}
	});

	it('stand the jobs that it depends on, with the time that they have left', () => {
		const first = aJob({ id: '4821', name: 'prepare', limit: 14_400 as Seconds, elapsed: 7_200 as Seconds });
		const array = ['1', '2'].map((task) =>
			aJob({ id: `90_${task}`, recordId: `9${task}`, array: { id: '90', tasks: task, throttle: undefined } }),
		);
		const job = waiting({
			id: '4900',
			reason: 'Dependency',
			dependency:
				'afterok:4821(unfulfilled),afterany:90_*(unfulfilled),after:77+10(unfulfilled),singleton(unfulfilled)',
		});
		assert.deepEqual(
			below(job, {}, [first, ...array]).filter((line) => line.includes('Waits')),
			[
				'$(link) Waits for 4821 (prepare) to end well  running, up to 2 h left',
				'$(link) Waits for 90_* (train) to end  2 running, up to 2 h left',
				'$(link) Waits until 10 min after 77 has started  not one of your jobs, or no longer known to Slurm',
				'$(link) Waits for your earlier jobs of the same name  2 running, up to 2 h left',
			],
		);
	});

	it('stands what can never be, as a warning', () => {
		const job = waiting({ reason: 'DependencyNeverSatisfied', dependency: 'afterok:14(failed)' });
		const lines = below(job);
		assert.match(lines[0] ?? '', /^\$\(warning\) Why/);
		assert.equal(lines[1], '$(warning) Waits for 14 to end well  can never be: it ended otherwise');
	});

	it('stands the maintenance that it would run into, with the time limit that fits', () => {
		const job = waiting({ reason: 'ReqNodeNotAvail, Reserved for maintenance', limit: 86_400 as Seconds });
		const told = below(job, { partitions, reservations: [upkeep] }).find((line) =>
			line.includes('Maintenance'),
		);
		assert.match(
			told ?? '',
			/^\$\(tools\) Maintenance {2}With its time limit of 1-00:00:00 it cannot start before the maintenance of .+ to .+; with 5:30:00 it can\.$/,
		);
	});

	it('stands no maintenance that the job ends before, that leaves nodes enough, or that is over', () => {
		const short = waiting({ reason: 'Priority', limit: 3600 as Seconds });
		const long = waiting({ reason: 'Priority', limit: 86_400 as Seconds });
		for (const [job, reservation] of [
			[short, upkeep],
			[long, { ...upkeep, nodes: 'tcn[1-2]' }],
			[long, { ...upkeep, nodes: 'gcn[1-3]' }],
			[long, { ...upkeep, start: later(-9), end: later(-1) }],
		] as const) {
			const lines = below(job, { partitions, reservations: [reservation] });
			assert.ok(!lines.some((line) => line.includes('Maintenance')));
		}
	});

	it('stands until when the maintenance goes on that has begun', () => {
		const job = waiting({ reason: 'ReqNodeNotAvail, Reserved for maintenance' });
		const begun = { ...upkeep, start: later(-1) };
		const told = below(job, { partitions, reservations: [begun] }).find((line) =>
			line.includes('Maintenance'),
		);
		assert.match(told ?? '', /Maintenance until .+; jobs start after it\.$/);
	});

	it('stands a reservation of others, but none that the job may use', () => {
		const job = waiting({ reason: 'Resources', limit: 86_400 as Seconds });
		const lesson = { ...upkeep, name: 'lesson', flags: [], isMaintenance: false };
		const theirs = { ...lesson, users: { kind: 'only', names: ['bram'] } } as const;
		const ours = {
			...lesson,
			users: { kind: 'all' },
			accounts: { kind: 'only', names: ['aif001'] },
		} as const;
		assert.ok(
			below(job, { partitions, reservations: [theirs] }).some((line) =>
				line.includes('the reservation lesson'),
			),
		);
		assert.ok(!below(job, { partitions, reservations: [ours] }).some((line) => line.includes('lesson')));
	});

	it('stand the nodes that it needs and that are out of order, in the words of who took them out', () => {
		const job = waiting({ reason: 'ReqNodeNotAvail, UnavailableNodes:gcn[1-2],gcn4' });
		const nodes = ['gcn1', 'gcn3', 'gcn4'].map(
			(name, index) =>
				({
					name,
					state: index < 2 ? 'down' : 'busy',
					stateWord: 'drained',
					reason: 'bad disk',
				}) as ClusterNode,
		);
		assert.equal(
			below(job, { partitions, nodes })[0],
			'$(question) Why  Nodes that it needs are down, drained or reserved: gcn[1-2],gcn4. gcn1 drained: bad disk.',
		);
		const unnamed = waiting({ reason: 'ReqNodeNotAvail, UnavailableNodes:' });
		assert.match(below(unnamed)[0] ?? '', /A node that the job needs is not available/);
	});

	it('stands a maintenance of all nodes also where the site hides its partitions', () => {
		const job = waiting({ reason: 'ReqNodeNotAvail, Reserved for maintenance', limit: 86_400 as Seconds });
		const all = { ...upkeep, flags: ['MAINT', 'ALL_NODES'] };
		assert.ok(below(job, { reservations: [all] }).some((line) => line.includes('with 5:30:00 it can')));
		assert.ok(!below(job, { reservations: [upkeep] }).some((line) => line.includes('it can')));
	});

	it('stands what is left of licenses', () => {
		const licenses = listLicenses.parse(
			'LicenseName=matlab Total=2 Used=2 Free=0 Reserved=0 Remote=no\nLicenseName=fluent@site Total=5 Used=1 Free=4 Reserved=0 Remote=yes\n',
		);
		assert.equal(
			below(waiting({ reason: 'Licenses' }), { licenses })[0],
			'$(question) Why  The job needs a software license that is in use. 0 of 2 licenses of matlab free; 4 of 5 licenses of fluent@site free.',
		);
	});

	it("stands the partition's own limit with its numbers", () => {
		const job = waiting({ reason: 'PartitionTimeLimit', limit: (9 * 86_400) as Seconds });
		assert.match(
			below(job)[0] ?? '',
			/Why {2}Partition gpu allows a job at most 5 d; this job asks for 9 d\. That is 4 d too much\.$/,
		);
	});

	it('everything stands with nothing but the reason, where the site tells nothing', () => {
		const denied = new Error('Access/permission denied');
		for (const reason of [
			'QOSMaxJobsPerUserLimit',
			'PartitionTimeLimit',
			'ReqNodeNotAvail',
			'',
			'Whatever',
		]) {
			const lines = below(waiting({ reason }), { partitions: denied, reservations: denied, limits: denied });
			assert.match(lines[0] ?? '', /Why {2}\S/);
		}
	});
});

describe('What is asked of Slurm for a job that waits', () => {
	it('is no more than its reason calls for', () => {
		const known = factsWith({ partitions: [{ ...partitions[0], ownQos: 'p-gpu' } as Partition] });
		assert.deepEqual(factsFor(waiting({ reason: 'Priority' }), known), {
			parts: ['partitions', 'reservations'],
		});
		assert.deepEqual(factsFor(waiting({ reason: 'Licenses' }), known).parts.at(-1), 'licenses');
		assert.deepEqual(factsFor(waiting({ reason: 'AssocGrpCpuLimit' }), known).parts.at(-1), 'limits');
		const hidden = { ...known, limits: factsWith({ limits: [] }).limits };
		assert.deepEqual(factsFor(waiting({ reason: 'AssocGrpCpuLimit' }), hidden).accounts, ['aif001']);
		assert.deepEqual(factsFor(waiting({ reason: 'QOSGrpCpuLimit' }), known), {
			parts: ['partitions', 'reservations', 'limits'],
			qos: ['normal', 'p-gpu'],
		});
	});
});

describe('The dialog "Why is it waiting?"', () => {
	const job = waiting({ id: '4821', name: 'train\nx', reason: 'Priority', priority: 500 });
	const detail = (
		ahead: Parameters<typeof waitDialog>[2],
		reason = 'Priority',
		limits: unknown = undefined,
	) => {
		const facts = factsWith({ partitions, limits: limits as never });
		const one = { ...job, reason };
		return waitDialog(one, explainWait(one, facts, [], NOON), ahead, facts.limits, NOON);
	};

	it('names the job on one line, and tells what goes first', () => {
		const { title, detail: text } = detail({ jobs: 12, gpus: 96, users: 5, waiting: 40 });
		assert.equal(title, 'Why job 4821 (train x) waits');
		assert.deepEqual(text.split('\n\n'), [
			'Other jobs with a higher priority are in front of yours.',
			'In the queue: 12 jobs go before it in gpu, of 5 people, asking for 96 GPUs. 40 wait there in all. Shorter or smaller jobs may still go first where they fit into a gap.',
			'What to do: Wait. A shorter time limit or fewer GPUs can let the job start earlier in a gap.',
			"Slurm's own word: Priority",
		]);
	});

	it('says so when nothing goes first, or when that cannot be seen', () => {
		assert.match(
			detail({ jobs: 0, gpus: 0, users: 0, waiting: 1 }).detail,
			/It is the only job that waits in gpu\./,
		);
		assert.match(
			detail('this site does not show the jobs of others.').detail,
			/In the queue: this site does not show/,
		);
	});

	it('offers what can be done about it', () => {
		for (const [reason, remedies] of [
			['JobHeldUser', 'releaseJob'],
			['JobHeldAdmin', 'cancelJob'],
			['PartitionTimeLimit', 'changeJob cancelJob'],
			['DependencyNeverSatisfied', 'changeJob cancelJob'],
			['Priority', ''],
		] as const) {
			const one = { ...job, reason };
			const wait = explainWait(one, factsWith({ partitions }), [], NOON);
			assert.equal(waitRemedies(wait).join(' '), remedies, reason);
		}
	});

	it('says so when the numbers of a limit are not told', () => {
		assert.match(
			detail(undefined, 'QOSMaxJobsPerUserLimit', new Error('down')).detail,
			/Slurm did not tell how high the limit is here\./,
		);
		assert.match(
			detail(undefined, 'QOSMaxJobsPerUserLimit', []).detail,
			/This site does not show the limit to its users\./,
		);
	});
});

describe('Jobs that go first', () => {
	const separators = createSeparators('recorded');
	const line = (...values: readonly string[]) => values.join(separators.field) + separators.record;
	const queue = listWaiting('gpu', separators).parse(
		[
			line('10', 'N/A', 'bram', '900', 'Resources', 'cpu=4,gres/gpu=4,gres/gpu:h100=4'),
			line('11_[1-3%2]', '1-3%2', 'nora', '800', 'Priority', 'cpu=1,gres/gpu=1'),
			line('12', 'N/A', 'nora', '950', 'JobHeldUser', 'cpu=1,gres/gpu=8'),
			line('13', 'N/A', 'nora', '950', 'Dependency', 'cpu=1,gres/gpu=8'),
			line('14', 'N/A', 'nora', '950', 'QOSMaxJobsPerUserLimit', 'cpu=1'),
			line('15', 'N/A', 'ada', '500', 'Priority', 'cpu=1'),
			line('16', 'N/A', 'bram', '100', 'Priority', 'cpu=1'),
		].join(''),
	);

	it('are those of higher priority that could start, each task of an array for itself', () => {
		assert.deepEqual(jobsAhead(aJob({ id: '15' }), queue), { jobs: 4, gpus: 7, users: 2, waiting: 9 });
	});

	it('are not counted where the site does not show the job itself among them', () => {
		assert.equal(jobsAhead(aJob({ id: '99' }), queue), undefined);
	});
});
