import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { waitRows } from '../../../src/presenters/waitRows.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { Job, JobId } from '../../../src/slurm/job.ts';
import { codeOf } from '../../../src/slurm/pendingReason.ts';
import { explainWait, factsFor } from '../../../src/slurm/wait/explainWait.ts';
import { jobsAhead, listWaiting } from '../../../src/slurm/wait/jobsAhead.ts';
import { admin, withConfiguration } from '../../support/admin.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

/** What a QOS of our own allows, so that each of Slurm's limits can be met. */
const LIMITS: Readonly<Record<string, string>> = {
	MaxWall: '01:00:00',
	MaxJobsPerUser: '1',
	GrpTRES: 'cpu=6',
	MaxTRESPerUser: 'mem=20G',
	MaxTRESPerJob: 'cpu=4',
	MaxTRESMins: 'cpu=200',
	MinTRES: 'cpu=2',
};

describe('A job that waits on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const submitted: JobId[] = [];
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	afterEach(async () => {
		for (const id of submitted.splice(0).reverse()) await session.slurm.cancel(id, forever);
		await until(async () => (await admin('squeue', '-h', '-u', 'ada', '-t', 'R,CG')) === '');
	});
	after(() => app.dispose());

	const submit = async (directives: string, ...lines: readonly string[]): Promise<JobId> => {
		const text = script(directives, ...(lines.length > 0 ? lines : ['sleep 300']));
		const how = { workDir: home, options: ['--output=/dev/null'], arguments: [] };
		const { id } = await session.slurm.submit({ kind: 'local', name: 'w.sh', text }, how, forever);
		submitted.push(id);
		return id;
	};
	const until = async (isSo: () => Promise<boolean>) => {
		for (let tries = 0; tries < 100 && !(await isSo()); tries += 1)
			await new Promise((resolve) => setTimeout(resolve, 300));
	};
	/** The job, once Slurm says that it waits for that. */
	const waitsFor = async (id: JobId, code: string): Promise<Job> => {
		const found = () => session.jobs.find(id) ?? arrayRest(id);
		await until(async () => {
			await session.jobs.refresh();
			return codeOf(found()?.reason ?? '') === code;
		});
		const job = found();
		assert.ok(job, `job ${id} is gone`);
		assert.equal(codeOf(job.reason), code);
		return job;
	};
	const arrayRest = (id: JobId) => {
		const { snapshot } = session.jobs;
		const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs;
		return jobs.find(({ array, phase }) => array?.id === id && phase === 'pending');
	};
	/** What stands below its row, `label: description`. */
	const told = async (job: Job): Promise<Readonly<Record<string, string>>> => {
		const { facts, jobs } = session;
		for (let look = 0; look < 2; look += 1)
			await facts.look({ ...factsFor(job, facts.facts), olderThanSeconds: 0 }, forever);
		const others = jobs.snapshot.kind === 'loading' ? [] : jobs.snapshot.jobs;
		const wait = explainWait(job, facts.facts, others, app.now());
		const rows = waitRows(session.name, job, wait, app.now());
		return Object.fromEntries(rows.map(({ label, description }) => [label, description]));
	};
	const fill = () => submit('-p gpu -N 4 --exclusive -t 5 -J filler');

	it('is behind others: when Slurm expects it to start, and what goes first', async () => {
		await waitsForRun(await fill());
		const first = await submit('-p gpu -N 4 --exclusive --gpus-per-node=4 -t 5');
		const second = await submit('-p gpu --gpus=1 -t 5');
		const job = await waitsFor(second, 'Priority');
		const rows = await told(await waitsFor(first, 'Resources'));
		assert.match(rows['Why'] ?? '', /nodes, CPUs, GPUs or memory it needs are in use/);
		await until(async () => {
			await session.jobs.refresh();
			return session.jobs.find(first)?.started !== undefined;
		});
		assert.match((await told(session.jobs.find(first)!))['Start'] ?? '', /by Slurm's estimate/);
		const waiting = await session.slurm.run(listWaiting('gpu', session.slurm.separators), forever);
		const { jobs, gpus, users } = jobsAhead(
			job,
			waiting.map((entry) => (entry.id === second ? { ...entry, priority: 0 } : entry)),
		)!;
		assert.deepEqual({ jobs, gpus, users }, { jobs: 1, gpus: 16, users: 1 });
	});

	const waitsForRun = (id: JobId) =>
		until(async () => {
			await session.jobs.refresh();
			return session.jobs.find(id)?.phase === 'running';
		});

	it('depends on a job: which, its state and the time that it has left', async () => {
		const running = await submit('-p cpu -t 5 -J first');
		await waitsForRun(running);
		const id = await submit(`-p cpu -t 5 -d afterok:${running}`);
		const rows = await told(await waitsFor(id, 'Dependency'));
		assert.match(rows[`Waits for ${running} (first) to end well`] ?? '', /^running, up to 5 min left$/);
	});

	it('depends on any of two', async () => {
		const held = await submit('-p cpu -t 5 --hold -J held');
		const id = await submit(`-p cpu -t 5 -d 'afterany:${held}?afternotok:${held}'`);
		const rows = await told(await waitsFor(id, 'Dependency'));
		assert.equal(rows[`Waits for ${held} (held) to end`], 'waits itself');
		assert.equal(rows[`Or waits for ${held} (held) to fail`], 'waits itself');
	});

	it('depends on what can never be', async () => {
		const held = await submit('-p cpu -t 5 --hold');
		const id = await submit(`-p cpu -t 5 -d afterok:${held}`);
		await session.slurm.cancel(held, forever);
		const rows = await told(await waitsFor(id, 'DependencyNeverSatisfied'));
		assert.match(rows['Why'] ?? '', /makes the condition impossible/);
		assert.equal(rows[`Waits for ${held} (w.sh) to end well`], 'can never be: it ended otherwise');
	});

	it('has a start time', async () => {
		const id = await submit('-p cpu -t 5 --begin=now+2hours');
		const rows = await told(await waitsFor(id, 'BeginTime'));
		assert.match(rows['Start'] ?? '', /^not before /);
	});

	it('is held by the person, and by an administrator', async () => {
		const id = await submit('-p cpu -t 5 --hold');
		const mine = await told(await waitsFor(id, 'JobHeldUser'));
		assert.match(mine['What to do'] ?? '', /^Release it with Release Job/);
		assert.equal(mine['Start'], undefined);
		await admin('scontrol', 'hold', id);
		const theirs = await told(await waitsFor(id, 'JobHeldAdmin'));
		assert.match(theirs['What to do'] ?? '', /help desk/);
	});

	it('is a task of an array that has its own limit', async () => {
		const id = await submit('-p cpu -t 5 --array=1-4%2');
		const rows = await told(await waitsFor(id, 'JobArrayTaskLimit'));
		assert.equal(rows['Why'], `Array ${id} allows 2 running jobs at a time; there are 2.`);
	});

	it('is over the budget of its account: the numbers', async () => {
		const id = await submit('-p gpu -t 60 -A aif002 --gpus=4');
		const rows = await told(await waitsFor(id, 'AssocGrpBillingMinutes'));
		assert.match(
			rows['Why'] ?? '',
			/^Account aif002 may use \d+ billing-minutes; \d+ billing-minutes used; this job asks for up to 7,740 billing-minutes\. That is 7,\d+ billing-minutes too much\.$/,
		);
		assert.equal(rows['Start'], undefined, 'an estimate of a job over its budget is not to be believed');
	});

	describe('for a limit of its QOS', () => {
		before(async () => {
			const set = Object.entries(LIMITS).map(([name, value]) => `${name}=${value}`);
			await admin('sacctmgr', '-i', 'add', 'qos', 'probe', 'set', ...set);
			await admin('sacctmgr', '-i', 'modify', 'account', 'aif001', 'set', 'QOS+=probe');
			await until(async () => /QOS=probe/.test(await admin('scontrol', 'show', 'assoc_mgr', 'flags=qos')));
		});
		after(async () => {
			await admin('sacctmgr', '-i', 'modify', 'account', 'aif001', 'set', 'QOS-=probe');
			await admin('sacctmgr', '-i', 'delete', 'qos', 'probe');
		});

		for (const [what, directives, code, words] of [
			[
				'time',
				'-n 2 -t 90',
				'QOSMaxWallDurationPerJobLimit',
				'QOS probe allows a job at most 1 h; this job asks for 1 h 30 min. That is 30 min too much.',
			],
			[
				'CPUs of a job',
				'-n 5 --mem-per-cpu=100 -t 5',
				'QOSMaxCpuPerJobLimit',
				'QOS probe allows a job at most 4 CPUs; this job asks for 5 CPUs. That is 1 CPU too much.',
			],
			[
				'memory of a user',
				'-n 2 --mem=30G -t 5',
				'QOSMaxMemoryPerUser',
				'QOS probe allows each user 20 GiB of memory at a time; you use 0 B of memory; this job asks for 30 GiB of memory. That is 10 GiB of memory too much.',
			],
			[
				'CPU-minutes of a job',
				'-n 4 --mem-per-cpu=100 -t 55',
				'QOSMaxCpuMinutesPerJobLimit',
				'QOS probe allows a job at most 3.33 core-h; this job asks for up to 3.67 core-h. That is 0.33 core-h too much.',
			],
			[
				'smallest job',
				'-n 1 --mem-per-cpu=100 -t 5',
				'QOSMinCpuNotSatisfied',
				'QOS probe wants at least 2 CPUs a job; this job asks for 1 CPU. That is 1 CPU too little.',
			],
		] as const) {
			it(`${what}, with its number and by how much it is exceeded`, async () => {
				const id = await submit(`-p cpu -q probe ${directives}`);
				assert.equal((await told(await waitsFor(id, code)))['Why'], words);
			});
		}

		it('running jobs of a user', async () => {
			await waitsForRun(await submit('-p cpu -q probe -n 2 --mem-per-cpu=100 -t 5'));
			const id = await submit('-p cpu -q probe -n 2 --mem-per-cpu=100 -t 5');
			assert.equal(
				(await told(await waitsFor(id, 'QOSMaxJobsPerUserLimit')))['Why'],
				'QOS probe allows each user 1 running job at a time; you have 1.',
			);
		});

		it('a shorter time that would fit', async () => {
			const id = await submit('-p cpu -q probe -n 4 --mem-per-cpu=100 -t 55');
			const rows = await told(await waitsFor(id, 'QOSMaxCpuMinutesPerJobLimit'));
			assert.match(rows['What to do'] ?? '', /^A time limit of 0:50:00 would fit\./);
		});
	});

	it('is over a limit that its account sets for the person', async () => {
		await admin('sacctmgr', '-i', 'modify', 'user', 'ada', 'where', 'account=aif001', 'set', 'MaxJobs=1');
		try {
			await waitsForRun(await submit('-p cpu -t 5'));
			const id = await submit('-p cpu -t 5');
			assert.equal(
				(await told(await waitsFor(id, 'AssocMaxJobsLimit')))['Why'],
				'Account aif001 allows you 1 running job at a time; you have 1.',
			);
		} finally {
			await admin('sacctmgr', '-i', 'modify', 'user', 'ada', 'where', 'account=aif001', 'set', 'MaxJobs=-1');
		}
	});

	it('is over a limit of all jobs of its account together', async () => {
		await admin('sacctmgr', '-i', 'modify', 'account', 'aif001', 'set', 'GrpTRES=gres/gpu=2');
		try {
			await waitsForRun(await submit('-p gpu --gpus=2 -t 5'));
			const id = await submit('-p gpu --gpus=1 -t 5');
			assert.equal(
				(await told(await waitsFor(id, 'AssocGrpGRES')))['Why'],
				'Account aif001 allows all its jobs together 2 GPUs at a time; 2 GPUs in use; this job asks for 1 GPU. That is 1 GPU too much.',
			);
		} finally {
			await admin('sacctmgr', '-i', 'modify', 'account', 'aif001', 'set', 'GrpTRES=gres/gpu=-1');
		}
	});

	it('would run into a maintenance: when that is, and which time limit would still fit', async () => {
		await admin(
			...([
				'scontrol',
				'create',
				'reservation',
				'ReservationName=upkeep',
				'StartTime=now+330minutes',
			] as const),
			...['Duration=02:00:00', 'Users=root', 'Nodes=ALL', 'Flags=MAINT,IGNORE_JOBS'],
		);
		try {
			const id = await submit('-p cpu -t 1-0');
			const job = await waitsFor(id, 'ReqNodeNotAvail');
			assert.match(
				(await told(job))['Maintenance'] ?? '',
				/^With its time limit of 1-00:00:00 it cannot start before the maintenance of .* to .*; with 5:15:00 it can\.$/,
			);
			await admin('scontrol', 'update', `JobId=${id}`, 'TimeLimit=5:15:00');
			await waitsForRun(id);
			assert.equal(session.jobs.find(id)?.phase, 'running', 'it starts with the time limit that was told');
		} finally {
			await admin('scontrol', 'delete', 'ReservationName=upkeep');
		}
	});

	it('waits for its own reservation to begin', async () => {
		await admin(
			...([
				'scontrol',
				'create',
				'reservation',
				'ReservationName=lesson',
				'StartTime=now+60minutes',
			] as const),
			...['Duration=01:00:00', 'Accounts=aif001', 'Nodes=tcn2'],
		);
		try {
			const id = await submit('-p cpu -t 5 --reservation=lesson');
			const rows = await told(await waitsFor(id, 'Reservation'));
			assert.match(rows['Why'] ?? '', /waits for its reservation to begin/);
			await session.slurm.cancel(id, forever);
		} finally {
			await until(async () =>
				admin('scontrol', 'delete', 'ReservationName=lesson').then(
					() => true,
					() => false,
				),
			);
		}
	});

	for (const [state, code] of [
		['DOWN', 'PartitionDown'],
		['INACTIVE', 'PartitionInactive'],
	] as const) {
		it(`is in a partition that an administrator set to ${state}`, async () => {
			const id = await submit('-p debug -t 5 --begin=now+4seconds');
			await admin('scontrol', 'update', 'PartitionName=debug', `State=${state}`);
			try {
				const rows = await told(await waitsFor(id, code));
				assert.match(rows['What to do'] ?? '', /another partition/);
			} finally {
				await admin('scontrol', 'update', 'PartitionName=debug', 'State=UP');
			}
		});
	}

	it('asks for more than its partition allows since that was changed', async () => {
		const id = await submit('-p debug -N 2 -t 10 --hold');
		await admin('scontrol', 'update', 'PartitionName=debug', 'MaxTime=5');
		try {
			await admin('scontrol', 'release', id);
			const rows = await told(await waitsFor(id, 'PartitionTimeLimit'));
			assert.equal(
				rows['Why'],
				'Partition debug allows a job at most 5 min; this job asks for 10 min. That is 5 min too much.',
			);
			await admin('scontrol', 'update', 'PartitionName=debug', 'MaxTime=10', 'MaxNodes=1');
			const nodes = await told(await waitsFor(id, 'PartitionNodeLimit'));
			assert.equal(
				nodes['Why'],
				'Partition debug allows a job at most 1 node; this job asks for 2 nodes. That is 1 node too much.',
			);
		} finally {
			await admin('scontrol', 'update', 'PartitionName=debug', 'MaxTime=10', 'MaxNodes=UNLIMITED');
		}
	});

	it('is over a budget of which the site hides what is used: its limit, and that it is too much in any case', async () => {
		const id = await submit('-p gpu -t 60 -A aif002 --gpus=4');
		await waitsFor(id, 'AssocGrpBillingMinutes');
		const isPrivate = (text: string) => `${text}\nPrivateData=accounts,jobs,usage,users\n`;
		await withConfiguration(isPrivate, async () => {
			const rows = await told(await waitsFor(id, 'AssocGrpBillingMinutes'));
			assert.match(
				rows['Why'] ?? '',
				/^Account aif002 may use \d+ billing-minutes; this job asks for up to 7,740 billing-minutes\. That is at least 7,\d+ billing-minutes too much\.$/,
			);
		});
	});

	it('needs a license that another job has', async () => {
		const hasLicense = (text: string) => `${text}\nLicenses=matlab:1\n`;
		await withConfiguration(hasLicense, async () => {
			await waitsForRun(await submit('-p cpu -t 5 -L matlab:1'));
			const id = await submit('-p cpu -t 5 -L matlab:1');
			const rows = await told(await waitsFor(id, 'Licenses'));
			assert.match(
				rows['Why'] ?? '',
				/needs a software license that is in use\. 0 of 1 licenses of matlab free\.$/,
			);
			for (const id of submitted.splice(0).reverse()) await session.slurm.cancel(id, forever);
		});
	});

	it('needs a node that is out of order', async () => {
		const id = await submit('-p gpu -w gcn4 -t 5 --hold');
		await admin('scontrol', 'update', 'NodeName=gcn4', 'State=DRAIN', 'Reason=bad disk');
		try {
			await admin('scontrol', 'release', id);
			const rows = await told(await waitsFor(id, 'ReqNodeNotAvail'));
			assert.match(
				rows['Why'] ?? '',
				/^Nodes that it needs are down, drained or reserved: gcn4\. gcn4 drained: bad disk\.$/,
			);
		} finally {
			await admin('scontrol', 'update', 'NodeName=gcn4', 'State=RESUME');
		}
	});
});
