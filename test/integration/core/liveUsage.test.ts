import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { App } from '../../../src/app.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { LiveUsage } from '../../../src/session/liveUsage.ts';
import type { Job, JobId } from '../../../src/slurm/job.ts';
import type { NodeSample } from '../../../src/slurm/nodeSample.ts';
import { sampleJob } from '../../../src/slurm/sampleJob.ts';
import { readStepUsage } from '../../../src/slurm/sstat.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

const BURN = 'exec python3 -c "x = bytearray(100 << 20)\nwhile True: pass"';

describe('Looking at a running job of the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const submitted: JobId[] = [];
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	after(async () => {
		for (const id of submitted) await session.slurm.cancel(id, forever);
		await app.dispose();
	});

	const run = async (directives: string, line: string): Promise<Job> => {
		const source = { kind: 'local', name: 'job.sbatch', text: script(directives, line) } as const;
		const submission = { workDir: home, options: [], arguments: [] };
		const { id } = await session.slurm.submit(source, submission, forever);
		submitted.push(id);
		for (let tries = 0; tries < 80; tries += 1) {
			await session.jobs.refresh();
			const job = session.jobs.find(id);
			if (job?.state === 'RUNNING') return job;
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
		throw new Error(`job ${id} does not start`);
	};
	const take = async (job: Job, count: number): Promise<readonly NodeSample[]> => {
		const samples: NodeSample[] = [];
		for await (const sample of sampleJob(session.host, job, forever)) {
			samples.push(sample);
			if (samples.length >= count) break;
		}
		return samples;
	};
	/** Command lines of samplers anywhere on this machine, which holds all nodes. */
	const samplers = async () => {
		const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
		return stdout.split('\n').filter((line) => line.includes('AIF_SAMPLER=1') && !line.startsWith('ps '));
	};
	const noneLeft = async () => {
		for (let tries = 0; tries < 120; tries += 1) {
			if ((await samplers()).length === 0) return;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
		assert.deepEqual(await samplers(), []);
	};

	it('tells of CPUs, memory and GPUs on each of its nodes, and leaves nothing behind', async () => {
		const job = await run('-p gpu -N 2 --ntasks-per-node=1 --gpus-per-node=2 -t 5', `srun sh -c '${BURN}'`);
		const samples = await take(job, 6);
		const nodes = new Map(samples.map((sample) => [sample.node, sample]));
		assert.deepEqual(
			[...nodes.values()].map(({ gpus }) => gpus.map(({ index }) => index)),
			[
				[0, 1],
				[0, 1],
			],
		);
		for (const { memoryBytes, gpus, cpuSeconds } of nodes.values()) {
			assert.ok(memoryBytes > 100 << 20 && memoryBytes < 400 << 20, `${memoryBytes} bytes`);
			assert.ok(cpuSeconds > 1, `${cpuSeconds} s`);
			assert.ok(gpus.every(({ utilisation = 0 }) => utilisation > 50));
			assert.equal(gpus[0]?.memoryTotalBytes, 81_559 * 1024 ** 2);
		}
		await noneLeft();
	});

	it('sees that GPUs of a job that only sleeps are idle', async () => {
		const job = await run('-p gpu --gpus=1 -t 5', 'sleep 300');
		const [sample] = await take(job, 1);
		assert.equal(sample?.gpus[0]?.utilisation, 0);
		await noneLeft();
	});

	it('makes one step however many look, and ends it when nobody does', async () => {
		const job = await run('-p cpu -t 5', 'sleep 300');
		const live = new LiveUsage(session.host, job, () => 'srun');
		const seen = new Promise<void>((resolve) => live.onDidChange(() => resolve()));
		const watches = [live.watch(), live.watch()];
		await seen;
		assert.equal((await samplers()).filter((line) => line.startsWith('srun ')).length > 0, true);
		watches[0]!.dispose();
		assert.ok((await samplers()).length > 0);
		watches[1]!.dispose();
		await noneLeft();
		const steps = async () => (await session.slurm.run(readStepUsage(job.id), forever)).map(({ id }) => id);
		for (let tries = 0; (await steps()).length > 1 && tries < 40; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
		assert.deepEqual(await steps(), [`${job.id}.batch`]);
	});

	it('leaves nothing behind where srun was killed, also where it could tell nobody', async () => {
		const job = await run('-p cpu -t 5', 'sleep 300');
		const pulse = { beatSeconds: 2, silenceSeconds: 15 };
		const stop = new AbortController();
		const looking = (async () => {
			for await (const _sample of sampleJob(session.host, job, stop.signal, { pulse })) {
				await promisify(execFile)('pkill', ['-KILL', '-f', `^srun .*--jobid=${job.recordId} `]);
			}
		})();
		await looking.catch(() => undefined);
		await noneLeft();
	});

	it('ends by itself where it is told nothing at all', async () => {
		// In the place of srun: hands on no sign of life, and never an end of input.
		const folder = await mkdtemp('/tmp/silent-');
		await chmod(folder, 0o777);
		const srun = `${folder}/srun`;
		const lines = [
			'#!/bin/sh',
			'while [ "$1" != /bin/sh ]; do shift; done',
			'mkfifo "$0.$$"',
			'exec "$@" <>"$0.$$"',
		];
		await writeFile(srun, `${lines.join('\n')}\n`, { mode: 0o755 });
		const pulse = { beatSeconds: 1, silenceSeconds: 3 };
		let samples = 0;
		for await (const _sample of sampleJob(session.host, { recordId: '1', nodeCount: 1 }, forever, {
			pulse,
			srun,
		}))
			samples += 1;
		await rm(folder, { recursive: true });
		assert.ok(samples > 0);
		await noneLeft();
	});

	it("says in srun's own words why a job cannot be looked at", async () => {
		const job = await run('-p cpu -t 5', 'sleep 300');
		await session.slurm.cancel(job.id, forever);
		await assert.rejects(take({ ...job, recordId: '99999999' }, 1), (error: Error) => {
			assert.match(JSON.stringify(error), /Invalid job id|already completed/i);
			return true;
		});
	});
});
