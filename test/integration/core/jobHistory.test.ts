import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { App } from '../../../src/app.ts';
import { type DayKey, dayOf } from '../../../src/base/localDay.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { locateOutput } from '../../../src/session/locateOutput.ts';
import type { PastJob } from '../../../src/slurm/jobRuns.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practice, practiceApp, script } from '../../support/practiceApp.ts';

describe('The history of jobs on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;
	const folder = `${home}/history test`;

	before(async () => {
		app = practiceApp().app;
		session = await connected(app);
		onCluster(`mkdir -p '${folder}/logs'`);
	});
	after(async () => {
		onCluster(`scancel --me; rm -rf '${folder}'`);
		await app.dispose();
	});

	const submit = (options: string, text: string) => {
		onCluster(`cat > '${folder}/job.sh' <<'END'\n${text}\nEND`);
		return onCluster(`cd '${folder}' && sbatch --parsable -A aif001 -p cpu -t 2 ${options} job.sh`).trim();
	};
	/** The job as today's history tells of it, once accounting has heard of its end. */
	const past = async (id: string): Promise<PastJob> => {
		for (;;) {
			await session.history.reload(dayOf(new Date()));
			const state = session.history.day(dayOf(new Date()));
			if (state?.kind === 'failed') throw state.error;
			const job = state?.kind === 'loaded' ? state.jobs.find((one) => one.id === id) : undefined;
			if (job && job.state !== 'REQUEUED') return job;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};

	it('tells of a job of today how it was submitted and how it ended', async () => {
		const id = submit('-J "odd | name"', script('--output=/dev/null', 'exit 4'));
		const job = await past(id);
		assert.deepEqual([job.name, job.state, job.exit?.code], ['odd | name', 'FAILED', 4]);
		assert.match(job.submitLine, /^sbatch --parsable -A aif001/);
	});

	it('tells of a job that was cancelled while it was held, and by whom', async () => {
		const id = submit('--hold', script('-J held', 'sleep 60'));
		onCluster(`scancel ${id}`);
		const job = await past(id);
		const identity = await session.identity(forever);
		assert.deepEqual([job.state, job.cancelledBy], ['CANCELLED', identity?.uid]);
	});

	it('tells the runs of a job that was put back into the queue as one job', async () => {
		const id = submit('--requeue', script('-J again', '[ "$SLURM_RESTART_COUNT" ] || sleep 60'));
		const isRunning = () => onCluster(`squeue -h -j ${id} -o %T`).trim() === 'RUNNING';
		while (!isRunning()) await new Promise((resolve) => setTimeout(resolve, 300));
		onCluster(`scontrol requeue ${id}`);
		for (;;) {
			const state = onCluster(`squeue -h -t PD,R,CG -j ${id} -o %T`).trim();
			if (state === '') break;
			// Slurm holds a requeued job back for two minutes. Where the first run has just ended, the node refuses the second.
			const isNodeFree = onCluster('squeue -h -t CG -o %i').trim() === '';
			if (state === 'PENDING' && isNodeFree)
				onCluster(`scontrol update jobid=${id} StartTime=now 2>/dev/null || true`);
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
		const job = await past(id);
		assert.deepEqual([job.state, job.earlierRuns.map(({ state }) => state)], ['COMPLETED', ['REQUEUED']]);
	});

	for (const [where, options, directive, expected] of [
		[
			'its command line said',
			'-o "logs/%x-%j.log"',
			'-J named',
			(id: string) => `${folder}/logs/named-${id}.log`,
		],
		[
			'its script said',
			'-J scripted',
			'-o "logs/of %x.%j"',
			(id: string) => `${folder}/logs/of scripted.${id}`,
		],
		['Slurm puts it', '-J plain', '-t 1', (id: string) => `${folder}/slurm-${id}.out`],
	] as const) {
		it(`finds the output of a job that the queue has forgotten where ${where}`, async () => {
			const id = submit(options, script(directive, 'echo found'));
			const job = { ...(await past(id)), outputPath: undefined };
			assert.equal(await locateOutput(session.files, job, forever), expected(id));
		});
	}

	it('finds no output where there is none', async () => {
		const id = submit('-J none -o /dev/null', script('-t 1', 'true'));
		assert.equal(
			await locateOutput(session.files, { ...(await past(id)), outputPath: undefined }, forever),
			undefined,
		);
	});

	it('says why accounting tells nothing while it is down, and goes on when it is back', async () => {
		const day = '2026-01-01' as DayKey;
		await practice('slurm', 'stop', 'slurmdbd');
		const other = practiceApp().app;
		try {
			const { history } = await connected(other);
			await history.load(day);
			assert.ok(history.failure instanceof ProblemError && history.failure.problem.kind === 'slurmDown');
			await practice('slurm', 'start', 'slurmdbd');
			await history.load(day);
			assert.equal(history.failure, undefined);
		} finally {
			await practice('slurm', 'start', 'slurmdbd');
			await other.dispose();
		}
	});

	it('lists the steps of a running job', async () => {
		const id = submit('-J steps', script('-n 1', 'srun -n1 sleep 61'));
		for (;;) {
			const steps = await session.slurm.listSteps(id, forever);
			if (steps.some(({ name }) => name === 'sleep')) {
				assert.deepEqual(
					steps.map(({ step, name, taskCount }) => `${step} ${name} ${taskCount}`),
					['batch batch 1', '0 sleep 1'],
				);
				break;
			}
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
		onCluster(`scancel ${id}`);
	});
});

function onCluster(commandLine: string): string {
	const { sshConfig } = readFactory();
	return execFileSync('ssh', ['-F', sshConfig, 'practice', commandLine], { encoding: 'utf8' });
}
