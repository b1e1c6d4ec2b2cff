import assert from 'node:assert/strict';
import { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { type SubmittedJob, submitJob } from '../../../src/session/submitJob.ts';
import type { JobId } from '../../../src/slurm/job.ts';
import type { ScriptSource } from '../../../src/slurm/slurmClient.ts';
import { admin } from '../../support/admin.ts';
import { answering } from '../../support/answering.ts';
import { type FlakyHost, startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, PROFILES, script } from '../../support/practiceApp.ts';

/** Cuts in each direction, spread over all bytes of a submission. */
const CUTS = 16;

describe('When the link is lost while a job is submitted', () => {
	const { home } = readFactory().users['ada']!;
	let flaky: FlakyHost;
	let app: App;
	let session: ClusterSession;
	let count = 0;

	before(async () => {
		flaky = await startFlakyHost('practice');
		app = new App({
			ask: answering(),
			log: new MemoryLog(),
			profilesFolder: PROFILES,
			configuredClusters: () => [{ name: 'flaky', hosts: ['flaky'], profile: 'practice' }],
			sshConfigFile: () => flaky.configFile,
			notes: memoryNotes(),
			now: () => new Date(),
		});
		session = await connected(app, 'flaky');
	});
	after(async () => {
		await admin('scancel', '--user=ada', '--state=PENDING');
		// Locks of what was never submitted stay for a day.
		await session.host.exec('rm -rf "$HOME/.cache/ai-factory" "$HOME/.aifactory"', forever);
		await app.dispose();
		await flaky.link.close();
	});

	/** A name for one submission, by which its jobs are counted. */
	const nextName = () => {
		count += 1;
		return `fault-${process.pid}-${count}`;
	};
	const submitting = async (
		name: string,
		source: ScriptSource = { kind: 'local', name: 'fault.sh', text: script('-p cpu -t 2', 'sleep 60') },
		more: readonly string[] = [],
	): Promise<SubmittedJob | 'notDone'> => {
		const options = ['--hold', `--job-name=${name}`, '--output=/dev/null', ...more];
		try {
			return await submitJob(session, source, { workDir: home, options, arguments: [] }, forever);
		} catch (error) {
			assert.ok(error instanceof ProblemError && error.problem.kind === 'submitUnknown', String(error));
			assert.equal(error.problem.found, 'notDone');
			return 'notDone';
		}
	};
	const jobsOf = async (name: string): Promise<readonly string[]> =>
		(await admin('squeue', '--noheader', `--name=${name}`, '--format=%A')).split('\n').filter(Boolean);
	/** There is the job that was told, and no other. */
	const isAsTold = async (name: string, told: SubmittedJob | 'notDone', where: string) => {
		assert.deepEqual(await jobsOf(name), told === 'notDone' ? [] : [told.id], where);
	};

	it('after any number of bytes, there is exactly one job or none, and the person is told which', async () => {
		await submitting(nextName());
		const before = { ...flaky.link.passed };
		await submitting(nextName());
		const sent = {
			up: flaky.link.passed.up - before.up,
			down: flaky.link.passed.down - before.down,
		};
		const outcomes = new Map<string, number>();
		for (const way of ['up', 'down'] as const) {
			for (let cut = 0; cut < CUTS; cut += 1) {
				await session.host.whenUp(forever);
				const bytes = Math.ceil((cut * sent[way]) / CUTS) + 1;
				const name = nextName();
				flaky.link.cutAfter(bytes, way);
				const told = await submitting(name);
				flaky.link.cutAfter(Number.POSITIVE_INFINITY, way);
				await isAsTold(name, told, `${bytes} bytes ${way}`);
				const outcome = told === 'notDone' ? 'none' : told.wasLost ? 'found' : 'heard';
				outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
			}
		}
		// The sweep met both sides of the moment at which Slurm hears of the job.
		assert.ok(
			(outcomes.get('none') ?? 0) > 0 && (outcomes.get('found') ?? 0) > 0,
			JSON.stringify([...outcomes]),
		);
	});

	it('because sshd was killed while sbatch ran, the job is found all the same', async () => {
		const name = nextName();
		const sshd = Number((await session.host.exec('echo $PPID', forever)).stdout);
		assert.ok(sshd > 1);
		const told = submitting(name);
		while ((await jobsOf(name)).length === 0);
		process.kill(sshd, 'SIGKILL');
		await isAsTold(name, await told, 'sshd killed');
	});

	it('and whoever submitted was ended before it wrote down the answer, the queue tells', async () => {
		const name = nextName();
		const path = `${home}/${name}.sh`;
		await session.files.write(path, new TextEncoder().encode(script('-t 2', 'sleep 60')), forever);
		// sbatch that waits for the end of the job: there is a job, and no answer.
		const told = submitting(name, { kind: 'remote', path }, ['--wait']);
		while ((await jobsOf(name)).length === 0);
		await admin('pkill', '--signal=KILL', '--uid=ada', '--full', `ai-factory/submit/.*${name}`);
		flaky.link.cut();
		await isAsTold(name, await told, 'a file');
		await session.host.exec(`rm ${path}`, forever);
	});

	it('by the person who cancels, it is told when there is a job all the same', async () => {
		const name = nextName();
		const cancel = new AbortController();
		const options = ['--hold', `--job-name=${name}`, '--output=/dev/null'];
		const source = { kind: 'local', name: 'fault.sh', text: script('-t 2', 'true') } as const;
		const told = submitJob(session, source, { workDir: home, options, arguments: [] }, cancel.signal);
		while ((await jobsOf(name)).length === 0);
		cancel.abort();
		assert.deepEqual(await jobsOf(name), [(await told).id satisfies JobId]);
	});
});
