import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { shellQuote } from '../../../src/base/shellQuote.ts';
import { createApi } from '../../../src/createApi.ts';
import { taskCounts } from '../../../src/presenters/jobUnits.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { type FollowEvent, followJob } from '../../../src/session/followJob.ts';
import type { JobId } from '../../../src/slurm/job.ts';
import { cancelArrayTasks } from '../../../src/slurm/jobAction.ts';
import type { MemoryLog } from '../../support/memoryLog.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

describe('Jobs on the practice factory', () => {
	let app: App;
	let log: MemoryLog;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app, log } = practiceApp());
		session = await connected(app);
	});
	after(() => app.dispose());

	const submit = async (text: string, name = 'job.sbatch', options: readonly string[] = []) => {
		const source = { kind: 'local', name, text } as const;
		const { id } = await session.slurm.submit(source, { workDir: home, options, arguments: [] }, forever);
		await session.jobs.refreshAfterAction();
		return id;
	};
	const jobOf = (id: JobId) => {
		const job = session.jobs.find(id);
		assert.ok(job, `job ${id} is not in the list`);
		return job;
	};
	const follow = async (id: JobId) => {
		const events: FollowEvent[] = [];
		for await (const event of followJob(session, id, forever)) events.push(event);
		return { kinds: events.map(({ kind }) => kind), text: textOf(events) };
	};

	it('are submitted, listed with what they were given, and followed to their last line', async () => {
		const id = await submit(
			script('-p gpu --gpus=2 -t 3 -J train', 'for i in 1 2 3; do echo line $i; sleep 0.5; done; echo end'),
		);
		const followed = await follow(id);
		assert.equal(followed.text, 'line 1\nline 2\nline 3\nend\n');
		assert.equal(followed.kinds.at(-1), 'ended');
		const job = jobOf(id);
		assert.equal(job.state, 'COMPLETED');
		assert.equal(job.name, 'train');
		assert.equal(job.limit, 180);
		assert.equal(
			job.gpus.reduce((sum, { count }) => sum + count, 0),
			2,
		);
		assert.match(job.nodes, /^gcn\d$/);
		assert.deepEqual(job.exit, { code: 0, signal: 0 });
	});

	it('that write no line end, colours and progress bars are handed over byte by byte', async () => {
		const id = await submit(
			script('-p gpu -t 1', "printf '\\033[32mgreen\\033[0m\\r50%%\\r100%%'; printf '\\xff\\xfe'"),
		);
		assert.equal((await follow(id)).text, '\u001b[32mgreen\u001b[0m\r50%\r100%\ufffd\ufffd');
	});

	it('that are over already show their whole output', async () => {
		const id = await submit(script('-p cpu -t 1', 'echo done'));
		await follow(id);
		assert.deepEqual(await follow(id), { kinds: ['started', 'text', 'ended'], text: 'done\n' });
	});

	it('with a long output begin with its end, and say how much is left out', async () => {
		const id = await submit(script('-p cpu -t 1', 'seq 1 100000'));
		await follow(id);
		const { kinds, text } = await follow(id);
		assert.deepEqual(kinds.slice(0, 2), ['started', 'skipped']);
		assert.ok(text.length <= 256 * 1024 && text.length > 255 * 1024);
		assert.match(text, /^\d{5}\n/);
		assert.ok(text.endsWith('\n99999\n100000\n'));
	});

	it('have the environment of a login, and none of ours', async () => {
		const id = await submit(script('-p cpu -t 1', 'echo "[$LC_ALL] [$SLURM_TIME_FORMAT] [$SCRATCH]"; pwd'));
		assert.equal((await follow(id)).text, `[] [] [${readFactory().users['ada']!.scratch}]\n${home}\n`);
	});

	it("wait with a reason in Slurm's own words", async () => {
		const id = await submit(script('-p cpu -t 1 --hold', 'echo never'));
		assert.equal(jobOf(id).phase, 'pending');
		assert.equal(jobOf(id).reason, 'JobHeldUser');
		await session.slurm.cancel(id, forever);
	});

	it('are cancelled, and known to be', async () => {
		const id = await submit(script('-p cpu -t 5', 'sleep 300'));
		await session.slurm.cancel(id, forever);
		await session.jobs.refreshAfterAction();
		for (let tries = 0; jobOf(id).phase !== 'finished' && tries < 40; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 250));
			await session.jobs.refresh();
		}
		assert.equal(jobOf(id).state, 'CANCELLED');
	});

	it("of somebody else are not cancelled, and Slurm's refusal is told", async () => {
		const bram = await connected(app, 'practice-bram');
		const source = { kind: 'local', name: 'b.sh', text: script('-p cpu -t 2 --hold', 'true') } as const;
		const { id } = await bram.slurm.submit(source, { workDir: '/tmp', options: [], arguments: [] }, forever);
		await assert.rejects(session.slurm.cancel(id, forever), problemOf('actionRefused'));
		await bram.slurm.cancel(id, forever);
	});

	it('may have names that hold anything', async () => {
		const name = `a|b 'c' "d" é😀\n$(touch /tmp/x) ; \u001f`;
		const id = await submit(script('-p cpu -t 1', 'true'), 'job.sh', [`--job-name=${name}`]);
		assert.equal(jobOf(id).name, name);
	});

	it('of an array are tasks of their own, with their own output', async () => {
		const id = await submit(script('-p cpu -t 1 --array=1-2', 'echo task $SLURM_ARRAY_TASK_ID'));
		for (let tries = 0; session.jobs.find(`${id}_2`)?.phase !== 'finished' && tries < 60; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 250));
			await session.jobs.refresh();
		}
		assert.equal((await follow(`${id}_2` as JobId)).text, 'task 2\n');
	});

	it('of an array of 10,000 tasks are counted to the last, however irregular those are that wait', async () => {
		const id = await submit(script('-p cpu -t 1 --array=0-9999 --hold', 'true'));
		const thirds = Array.from({ length: 3_334 }, (_, index) => index * 3).join();
		await session.slurm.act(cancelArrayTasks(id, thirds), forever);
		await session.jobs.refreshAfterAction();
		const { snapshot } = session.jobs;
		assert.ok(snapshot.kind === 'loaded');
		const { waiting } = taskCounts(snapshot.jobs.filter(({ array }) => array?.id === id));
		await session.slurm.cancel(id, forever);
		assert.equal(waiting, 10_000 - 3_334);
	});

	it('leave nothing on the cluster, neither of their submission nor of following them', async () => {
		const id = await submit(script('-p cpu -t 1', 'echo x'));
		await follow(id);
		const look =
			'ls -A "$HOME/.cache/ai-factory" 2>/dev/null; pgrep -u "$USER" -f "tail -c.*slurm-$0[.]out"; :';
		const left = async () => (await session.host.exec(shellQuote(['sh', '-c', look, id]), forever)).stdout;
		// The end of the stream and the end of its process cross on the wire.
		for (let tries = 0; (await left()) !== '' && tries < 20; tries += 1)
			await new Promise((resolve) => setTimeout(resolve, 100));
		assert.equal(await left(), '');
	});

	for (const [mistake, text, said] of [
		['an account that does not exist', script('-p cpu -A nosuch', 'true'), /Invalid account/],
		[
			'a time over the limit of the partition',
			script('-p debug -t 60', 'true'),
			/Requested time limit is invalid/,
		],
		['a GPU type that no node has', script('-p gpu --gpus=a100:1', 'true'), /Requested node configuration/],
		['an unknown option', script('--gpuz=1', 'true'), /unrecognized option/],
		['no interpreter', 'echo hello\n', /does not look like a batch script/],
		['Windows line ends', '#!/bin/bash\r\n#SBATCH -t 1\r\ntrue\r\n', /DOS line breaks/],
	] as const) {
		it(`with ${mistake} are refused in Slurm's words`, async () => {
			await assert.rejects(submit(text), (error: { problem?: { kind: string; detail: string } }) => {
				assert.equal(error.problem?.kind, 'submitRefused');
				assert.match(error.problem.detail, said);
				return true;
			});
		});
	}

	it('whose script is missing on the cluster are refused', async () => {
		const source = { kind: 'remote', path: `${home}/no such.sbatch` } as const;
		const how = { workDir: home, options: [], arguments: [] };
		await assert.rejects(
			session.slurm.submit(source, how, forever),
			problemOf('submitRefused', /Unable to open file/),
		);
	});

	it('cost Slurm calls that are all counted, and told to whoever asks', async () => {
		const program =
			'(?:env (?:\\w+=\\S+ )*)?(?:squeue|sinfo|sacct|scancel|scontrol|sshare|sacctmgr|d=\\$HOME)';
		const alone = new RegExp(`^info practice \\$ ${program}`);
		// What asks for several things at once is long: only the log of details has all of it.
		const together = new RegExp(`\\bpart \\W*${program}`, 'g');
		const countIn = (line: string) =>
			line.startsWith('debug practice $') ? [...line.matchAll(together)].length : Number(alone.test(line));
		const logged = log.lines.reduce((sum, line) => sum + countIn(line), 0);
		assert.equal(session.slurm.calls, logged);
		const load = await createApi(app).readLoad('practice');
		assert.equal(load.calls, session.slurm.calls);
		assert.equal(load.callsByProgram[0]?.program, 'squeue');
		assert.ok(load.bytes > 10_000 && load.seconds > 0 && (load.medianMilliseconds ?? 0) > 0);
	});
});

function textOf(events: readonly FollowEvent[]): string {
	return Buffer.concat(events.flatMap((event) => (event.kind === 'text' ? [event.bytes] : []))).toString(
		'utf8',
	);
}

function problemOf(
	kind: string,
	detail = /(?:)/,
): (error: { problem?: { kind: string; detail?: string } }) => boolean {
	return (error) => {
		assert.equal(error.problem?.kind, kind);
		assert.match(error.problem.detail ?? '', detail);
		return true;
	};
}
