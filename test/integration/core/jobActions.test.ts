import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import { actOnJobs } from '../../../src/session/actOnJobs.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { Job } from '../../../src/slurm/job.ts';
import {
	cancelArrayTasks,
	cancelJobs,
	holdJobs,
	type JobAction,
	releaseJobs,
	requeueAndHoldJobs,
	requeueJobs,
	signalJobs,
} from '../../../src/slurm/jobAction.ts';
import { type ChangeKind, changeOf } from '../../../src/slurm/jobChange.ts';
import { isHeld } from '../../../src/slurm/jobFlags.ts';
import { resubmissionOf } from '../../../src/slurm/resubmission.ts';
import { admin } from '../../support/admin.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

describe('What can be done to jobs on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	after(async () => {
		const { snapshot } = session.jobs;
		const left = snapshot.kind === 'loading' ? [] : snapshot.jobs.filter(({ phase }) => phase !== 'finished');
		if (left.length > 0) await session.slurm.act(cancelJobs(left), forever).catch(() => undefined);
		await app.dispose();
	});

	const submit = async (options: string, ...lines: readonly string[]): Promise<Job> => {
		const text = script('--time=10', ...(lines.length > 0 ? lines : ['sleep 300']));
		const source = { kind: 'local', name: 'job.sh', text } as const;
		const how = { workDir: home, options: options.split(' '), arguments: [] };
		const { id } = await session.slurm.submit(source, how, forever);
		await session.jobs.refreshAfterAction();
		return jobOf(id);
	};
	const jobOf = (id: string): Job => {
		const job = session.jobs.find(id);
		assert.ok(job, `job ${id} is not in the list`);
		return job;
	};
	/** Waits until the queue says so. */
	const until = async (id: string, what: string, fits: (job: Job) => boolean): Promise<Job> => {
		for (let tries = 0; tries < 200; tries += 1) {
			const job = session.jobs.find(id);
			if (job && fits(job)) return job;
			await new Promise((resolve) => setTimeout(resolve, 200));
			await session.jobs.refresh();
		}
		return assert.fail(`job ${id} is not ${what} but ${session.jobs.find(id)?.state}`);
	};
	const untilState = (id: string, state: string) => until(id, state, (job) => job.state === state);
	const act = (action: JobAction, ...jobs: readonly Job[]) => actOnJobs(session, action, jobs, forever);
	const change = (job: Job, kind: ChangeKind, value: string) => act(changeOf(job, kind, value), job);
	const refused = (words: RegExp) => (error: unknown) => {
		assert.ok(error instanceof ProblemError && error.problem.kind === 'actionRefused', String(error));
		assert.match(error.problem.detail, words);
		return true;
	};

	it('several are cancelled by one command', async () => {
		const jobs = [await submit('-p cpu'), await submit('-p cpu --hold')];
		const before = asked(session);
		await session.slurm.act(cancelJobs(jobs), forever);
		assert.deepEqual(asked(session), { ...before, scancel: (before['scancel'] ?? 0) + 1 });
		for (const { id } of jobs) await untilState(id, 'CANCELLED');
	});

	it('they are held and released, also together', async () => {
		const [one, other] = [await submit('-p cpu --hold'), await submit('-p cpu --begin=now+1hour')];
		await act(holdJobs([other]), other);
		assert.ok(isHeld(jobOf(other.id)));
		await act(releaseJobs([one, other]), one, other);
		assert.equal(isHeld(jobOf(one.id)), false);
		await untilState(one.id, 'RUNNING');
		await act(cancelJobs([one, other]), one, other);
	});

	it('the held tasks of an array are released by range, and cancelled by range', async () => {
		const array = await submit('-p cpu --array=0-9%2 --hold');
		assert.equal(array.array?.throttle, 2);
		await act(cancelArrayTasks(array.array?.id ?? '', '1-3,5'), array);
		const left = await until(array.recordId, 'without four tasks', (job) => job.array?.tasks === '0,4,6-9');
		await change(left, 'arrayThrottle', '4');
		assert.equal(jobOf(array.recordId).array?.throttle, 4);
		await act(cancelJobs([left]), left);
		await until(array.recordId, 'over', ({ phase }) => phase === 'finished');
	});

	it('a signal reaches the script, and what it started', async () => {
		const lines = ["trap 'echo saved; exit 0' USR1", 'echo ready', 'while :; do sleep 0.2; done'];
		const job = await submit('-p cpu', ...lines);
		const ready = async () => {
			const path = jobOf(job.id).outputPath ?? '';
			return Buffer.from(await session.files.read(path, forever).catch(() => new Uint8Array())).toString();
		};
		for (let tries = 0; (await ready()) === '' && tries < 100; tries += 1)
			await new Promise((resolve) => setTimeout(resolve, 100));
		await act(signalJobs([job], 'USR1', 'batch'), job);
		await untilState(job.id, 'COMPLETED');
		assert.equal(await ready(), 'ready\nsaved\n');
	});

	it('a requeued job begins anew under its id, or is held', async () => {
		const job = await untilState((await submit('-p cpu --requeue')).id, 'RUNNING');
		await act(requeueJobs([job]), job);
		const again = await until(job.id, 'back in the queue', ({ phase }) => phase === 'pending');
		assert.equal(again.restarts, 1);
		await act(cancelJobs([again]), again);
		const other = await untilState((await submit('-p cpu --requeue')).id, 'RUNNING');
		await act(requeueAndHoldJobs([other]), other);
		await until(other.id, 'held', isHeld);
		await act(cancelJobs([other]), other);
	});

	it('a job that may not be requeued is not, with the reason in words', async () => {
		const job = await untilState((await submit('-p cpu')).id, 'RUNNING');
		await assert.rejects(act(requeueJobs([job]), job), refused(/Requested operation is presently disabled/));
		await act(cancelJobs([job]), job);
	});

	it('everything that Slurm lets a user change of a waiting job is changed', async () => {
		const job = await submit('-p cpu --hold');
		const other = await submit('-p cpu --hold');
		await change(job, 'timeLimit', '0:05:00');
		await change(job, 'partition', 'gpu');
		await change(job, 'qos', 'short');
		await change(job, 'account', 'aif002');
		await change(job, 'dependency', `afterok:${other.id}`);
		await change(job, 'begin', 'now+2hours');
		await change(job, 'name', `it's "mine"; touch /tmp/x`);
		await change(job, 'comment', 'a note of mine');
		await change(job, 'nice', '50');
		const changed = jobOf(job.id);
		assert.equal(changed.limit, 300);
		assert.equal(changed.partition, 'gpu');
		assert.equal(changed.qos, 'short');
		assert.equal(changed.account, 'aif002');
		assert.match(changed.dependency, new RegExp(`^afterok:${other.id}`));
		assert.equal(changed.name, `it's "mine"; touch /tmp/x`);
		assert.equal(changed.comment, 'a note of mine');
		await change(job, 'dependency', '');
		assert.equal(jobOf(job.id).dependency, '');
		await assert.rejects(change(job, 'partition', 'nosuch'), refused(/Invalid partition name/));
		await assert.rejects(change(job, 'qos', 'nosuch'), refused(/Invalid qos/));
		await assert.rejects(change(job, 'account', 'nosuch'), refused(/Invalid account/));
		await act(cancelJobs([job, other]), job, other);
	});

	it('the limit of a running job is lowered but not raised, and its partition stays', async () => {
		const job = await untilState((await submit('-p cpu')).id, 'RUNNING');
		await change(job, 'timeLimit', '5');
		assert.equal(jobOf(job.id).limit, 300);
		await assert.rejects(change(job, 'timeLimit', '30'), refused(/Access\/permission denied/));
		await assert.rejects(change(job, 'partition', 'gpu'), refused(/no longer pending/));
		await act(cancelJobs([job]), job);
	});

	it("nothing is done to somebody else's job", async () => {
		const bram = await connected(app, 'practice-bram');
		const source = { kind: 'local', name: 'b.sh', text: script('-p cpu -t 2 --hold', 'true') } as const;
		const { id } = await bram.slurm.submit(source, { workDir: '/tmp', options: [], arguments: [] }, forever);
		await bram.jobs.refresh();
		const job = bram.jobs.find(id);
		assert.ok(job);
		const denied = /Access\/permission denied|Invalid (?:user|job) id/;
		for (const action of [cancelJobs([job]), holdJobs([job]), releaseJobs([job]), changeOf(job, 'name', 'x')])
			await assert.rejects(session.slurm.act(action, forever), refused(denied));
		await bram.slurm.cancel(id, forever);
	});

	it('a job that is gone is told of, where Slurm tells', async () => {
		const job = { ...(await submit('-p cpu --hold')), id: '999999' as Job['id'] };
		await assert.rejects(act(holdJobs([job]), job), refused(/Invalid job id/));
		await session.slurm.cancel(job.recordId as Job['id'], forever);
	});

	it('the script is read as it was submitted, and the job submitted again with the same options', async () => {
		const text = script('--time=3', 'echo "é $1"');
		const how = { workDir: home, options: ['--partition=cpu', '--comment=mine'], arguments: ['a'] };
		const { id } = await session.slurm.submit({ kind: 'local', name: 'x.sh', text }, how, forever);
		await session.jobs.refreshAfterAction();
		const job = await untilState(id, 'COMPLETED');
		assert.equal(await session.slurm.readScript(job, forever), text);
		// Accounting hears of a job some seconds after the queue.
		let before = await session.slurm.readSubmission(job, forever);
		for (let tries = 0; !before && tries < 40; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 250));
			before = await session.slurm.readSubmission(job, forever);
		}
		assert.deepEqual(before, { options: ['--partition=cpu', '--comment=mine'], arguments: ['a'] });
		const again = { workDir: job.workDir, ...resubmissionOf(job, before) };
		const second = await session.slurm.submit({ kind: 'local', name: 'x.sh', text }, again, forever);
		await session.jobs.refreshAfterAction();
		const done = await untilState(second.id, 'COMPLETED');
		assert.equal(Buffer.from(await session.files.read(done.outputPath ?? '', forever)).toString(), 'é a\n');
	});

	it('the script of an array and of each of its tasks is read too', async () => {
		const array = await submit('-p cpu --array=1-3%1');
		const task = await untilState(`${array.array?.id}_1`, 'RUNNING');
		for (const job of [task, jobOf(`${array.array?.id}_[2-3%1]`)])
			assert.match(await session.slurm.readScript(job, forever), /sleep 300/);
		const rest = jobOf(`${array.array?.id}_[2-3%1]`);
		await act(cancelJobs([task, rest]), task, rest);
	});

	it('a script that Slurm has forgotten is said not to be kept', async () => {
		const gone = { ...(await submit('-p cpu --hold')) };
		await session.slurm.cancel(gone.id, forever);
		const job = { ...gone, id: '999999' as Job['id'], recordId: '999999', phase: 'finished' as const };
		await assert.rejects(session.slurm.readScript(job, forever), (error) => {
			assert.ok(error instanceof ProblemError && error.problem.kind === 'noBatchScript');
			return error.problem.why === 'notKept';
		});
	});

	it('a shell is opened inside a running job, sees its GPUs, and ends with it', async () => {
		const job = await untilState((await submit('-p gpu -N2 --gpus-per-node=1')).id, 'RUNNING');
		const size = { columns: 100, rows: 30 };
		const second = (job.nodes.match(/gcn\[(\d)-(\d)\]/) ?? [])[2];
		const shell = await session.slurm.openShellIn(job, `gcn${second}`, size, forever);
		let shown = '';
		const ended = new Promise<unknown>((resolve) => shell.onDidEnd(resolve));
		const printed = new Promise<void>((resolve) =>
			shell.onDidWrite((text) => {
				shown += text;
				if (/node=gcn\d gpus=\d job=\d+/.test(shown)) resolve();
			}),
		);
		shell.write('echo "node=$SLURMD_NODENAME gpus=$SLURM_GPUS_ON_NODE job=$SLURM_JOB_ID"\r');
		await printed;
		assert.match(shown, new RegExp(`node=gcn${second} gpus=1 job=${job.id}`));
		await act(cancelJobs([job]), job);
		await ended;
	});

	it('a heterogeneous job is cancelled as a whole', async () => {
		const text = '#!/bin/bash\n#SBATCH -p cpu -t 5\n#SBATCH hetjob\n#SBATCH -p cpu -t 5\nsleep 300\n';
		const how = { workDir: home, options: ['--hold'], arguments: [] };
		const { id } = await session.slurm.submit({ kind: 'local', name: 'het.sh', text }, how, forever);
		await session.jobs.refreshAfterAction();
		const second = jobOf(`${id}+1`);
		await act(cancelJobs([second]), second);
		for (const part of [`${id}+0`, `${id}+1`]) await untilState(part, 'CANCELLED');
	});

	it('a suspended job is shown as such, and goes on', async () => {
		const job = await untilState((await submit('-p cpu')).id, 'RUNNING');
		await admin('scontrol', 'suspend', job.id);
		assert.equal((await untilState(job.id, 'SUSPENDED')).phase, 'running');
		await admin('scontrol', 'resume', job.id);
		const again = await untilState(job.id, 'RUNNING');
		await act(cancelJobs([again]), again);
	});

	it('a job whose node fails ends so, and is back in the queue where it may be requeued', async () => {
		const job = await untilState((await submit('-p cpu -w tcn2')).id, 'RUNNING');
		const other = await untilState((await submit('-p cpu -w tcn2 --requeue')).id, 'RUNNING');
		await admin('scontrol', 'update', 'nodename=tcn2', 'state=down', 'reason=test');
		try {
			assert.equal((await untilState(job.id, 'NODE_FAIL')).phase, 'finished');
			const back = await until(other.id, 'back in the queue', ({ phase }) => phase === 'pending');
			assert.equal(back.restarts, 1);
			await act(cancelJobs([back]), back);
		} finally {
			// It may have come back by itself: its slurmd lives.
			await admin('scontrol', 'update', 'nodename=tcn2', 'state=resume').catch(() => undefined);
		}
	});

	it('a job at its time limit ends so', async () => {
		const job = await untilState((await submit('-p cpu')).id, 'RUNNING');
		await admin('scontrol', 'update', `jobid=${job.id}`, 'endtime=now');
		assert.equal((await untilState(job.id, 'TIMEOUT')).phase, 'finished');
	});

	it('a job waits for another, and never starts when that fails', async () => {
		const first = await untilState((await submit('-p cpu', 'sleep 2; exit 3')).id, 'RUNNING');
		const next = await submit(`-p cpu --dependency=afterok:${first.id}`);
		assert.equal(next.reason, 'Dependency');
		assert.deepEqual((await untilState(first.id, 'FAILED')).exit, { code: 3, signal: 0 });
		const never = await until(next.id, 'stuck', ({ reason }) => reason === 'DependencyNeverSatisfied');
		await act(cancelJobs([never]), never);
	});

	it('a job waits for its reservation', async () => {
		const name = 'test_act';
		await admin(
			'scontrol',
			...['create', 'reservation', `reservationname=${name}`, 'starttime=now+1hour', 'duration=60'],
			...['nodes=tcn1', 'users=ada', 'flags=ignore_jobs'],
		);
		try {
			const job = await submit(`-p cpu --reservation=${name}`);
			await until(job.id, 'waiting for the reservation', ({ reason }) => reason === 'Reservation');
			await act(cancelJobs([job]), job);
		} finally {
			await admin('scontrol', 'delete', `reservationname=${name}`);
		}
	});
});

/** How often each Slurm program was started, but for squeue and sacct, with which the job list keeps itself fresh meanwhile. */
function asked(session: ClusterSession): Readonly<Record<string, number>> {
	const watching = ['squeue', 'sacct'];
	const { calls } = session.slurm.load.lastHour();
	const others = calls.filter(({ program }) => !watching.includes(program));
	return Object.fromEntries(others.map(({ program, count }) => [program, count]));
}
