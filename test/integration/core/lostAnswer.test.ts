import assert from 'node:assert/strict';
import { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import { actOnJobs } from '../../../src/session/actOnJobs.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { cancelJobs, holdJobs } from '../../../src/slurm/jobAction.ts';
import { isHeld } from '../../../src/slurm/jobFlags.ts';
import { admin } from '../../support/admin.ts';
import { answering } from '../../support/answering.ts';
import { type FlakyHost, startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { forever } from '../../support/practice.ts';
import { connected, PROFILES, script } from '../../support/practiceApp.ts';

describe('When the link is lost while something is done to a job', () => {
	let flaky: FlakyHost;
	let app: App;
	let session: ClusterSession;
	let log: MemoryLog;

	beforeEach(async () => {
		flaky = await startFlakyHost('practice');
		log = new MemoryLog();
		app = new App({
			ask: answering(),
			log,
			profilesFolder: PROFILES,
			configuredClusters: () => [{ name: 'flaky', hosts: ['flaky'], profile: 'practice' }],
			sshConfigFile: () => flaky.configFile,
			notes: memoryNotes(),
			now: () => new Date(),
		});
		session = await connected(app, 'flaky');
	});
	afterEach(async () => {
		await app.dispose();
		await flaky.link.close();
	});

	const waiting = async (): Promise<Job> => {
		const source = { kind: 'local', name: 'lost.sh', text: script('-p cpu -t 2', 'true') } as const;
		const how = { workDir: '/tmp', options: ['--begin=now+1hour', '-o', '/dev/null'], arguments: [] };
		const { id } = await session.slurm.submit(source, how, forever);
		await session.jobs.refreshAfterAction();
		const job = session.jobs.find(id);
		assert.ok(job);
		return job;
	};
	const timesSent = (command: string) => log.lines.filter((line) => line.includes(command)).length;

	it('and only the answer was lost, the queue tells that it was done', async () => {
		const job = await waiting();
		const { kind, jobs, argv } = holdJobs([job]);
		const slowly = { kind, jobs, argv: ['sh', '-c', `${argv.join(' ')}; sleep 60`] };
		const acting = actOnJobs(session, slowly, [job], forever);
		while (!/Reason=JobHeldUser/.test(await admin('scontrol', 'show', 'job', job.id)));
		flaky.link.cut();
		await acting;
		const held = session.jobs.find(job.id);
		assert.ok(held && isHeld(held));
		assert.equal(timesSent(`scontrol hold ${job.id}`), 1);
		await session.slurm.act(cancelJobs([job]), forever);
	});

	it('before Slurm heard of it, the person is told that it was not done, and nothing is sent again', async () => {
		const job = await waiting();
		flaky.link.cutAfter(1, 'up');
		await assert.rejects(actOnJobs(session, holdJobs([job]), [job], forever), (error) => {
			assert.ok(error instanceof ProblemError && error.problem.kind === 'actionUnknown', String(error));
			assert.equal(error.problem.found, 'notDone');
			return true;
		});
		const same = session.jobs.find(job.id);
		assert.ok(same && !isHeld(same));
		assert.ok(timesSent(`scontrol hold ${job.id}`) <= 1);
		await session.slurm.act(cancelJobs([job]), forever);
	});
});
