import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { App } from '../../../src/app.ts';
import { verdictText } from '../../../src/presenters/verdictText.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { JobReport } from '../../../src/session/jobReport.ts';
import type { Job, JobId } from '../../../src/slurm/job.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

describe('What happened to a job of the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	after(() => app.dispose());

	const submit = async (text: string, options: readonly string[] = [], workDir = home) => {
		const source = { kind: 'local', name: 'job.sbatch', text } as const;
		const { id } = await session.slurm.submit(source, { workDir, options, arguments: [] }, forever);
		await session.jobs.refreshAfterAction();
		return id;
	};
	const until = async (id: JobId, fits: (job: Job) => boolean): Promise<Job> => {
		for (let tries = 0; tries < 200; tries += 1) {
			const job = session.jobs.find(id);
			if (job && fits(job)) return job;
			await new Promise((resolve) => setTimeout(resolve, 250));
			await session.jobs.refresh();
		}
		throw new Error(`job ${id} is ${session.jobs.find(id)?.state}`);
	};
	const ended = async (id: JobId): Promise<JobReport> => {
		const job = await until(id, ({ phase }) => phase === 'finished');
		// accounting is a moment behind the queue
		for (let tries = 0; tries < 40; tries += 1) {
			const report = await session.reports.of({ ...job, ended: new Date(tries) }, forever);
			if (report.isFinal) return report;
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
		throw new Error(`accounting does not know job ${id}`);
	};
	const what = ({ verdict }: JobReport) => verdictText(verdict).what;

	it('that completed is told so, with what it used, cost and waited', async () => {
		// five seconds of CPU time, however busy the machine is, and long enough for a look at the memory
		const burn = `python3 -c "import time; x = bytearray(150 << 20)\nwhile time.process_time() < 5: pass\ntime.sleep(7)"`;
		const report = await ended(await submit(script('-p gpu --gpus=1 -c 2 --mem=2G -t 3', burn)));
		assert.equal(what(report), 'It completed.');
		const { cpu, memory, waited } = report.efficiency!;
		const cpuSeconds = (cpu?.busyCount ?? 0) * (report.account?.elapsed ?? 0);
		assert.ok(cpuSeconds >= 5 && cpuSeconds < 8, `${cpuSeconds} s`);
		assert.ok(memory && memory.peakBytes > 150 << 20 && memory.peakBytes < 400 << 20, `${memory?.peakBytes}`);
		assert.equal(memory.askedBytes, 2 * 1024 ** 3);
		assert.ok(waited !== undefined);
		assert.deepEqual(
			report.cost.map(({ resource }) => resource),
			['gres/gpu', 'billing'],
		);
	});

	for (const { title, lines, words, line } of [
		{
			title: 'with an exit code of its own shows the last lines',
			lines: ['echo nothing known', 'exit 3'],
			words: 'It failed with exit code 3.',
		},
		{
			title: 'by a signal names it',
			lines: ['kill -ABRT $$'],
			words: 'It was ended by SIGABRT (signal 6).',
		},
		{
			title: 'by a command that is not there names the command',
			lines: ['set -e', 'torchrum train.py'],
			words: 'There is no command "torchrum" on the node. Exit code 127.',
			line: /torchrum: command not found$/,
		},
		{
			title: 'by a Python module that is missing names the module',
			lines: ['python3 -c "import no_such_module"'],
			words: 'Python did not find the module "no_such_module". Exit code 1.',
			line: /^ModuleNotFoundError: No module named 'no_such_module'$/,
		},
		{
			title: 'by an exception of Python names the exception',
			lines: [`python3 -c "int('x')"`],
			words: "Python stopped with ValueError: invalid literal for int() with base 10: 'x' Exit code 1.",
			line: /^ValueError/,
		},
		{
			title: 'by a file that is missing names the file',
			lines: ['python3 no_such_train.py'],
			words: `A file was not found: ${home}/no_such_train.py Exit code 2.`,
			line: /no_such_train/,
		},
		{
			title: 'by a program that may not be run names it',
			lines: ['touch may-not; chmod -x may-not; ./may-not'],
			words: 'The job may not use ./may-not. Exit code 126.',
			line: /Permission denied$/,
		},
		{
			title: 'by a full file system says so',
			lines: ['cat /dev/zero > /dev/full'],
			words: 'There was no space left where the job writes. Exit code 1.',
			line: /No space left on device$/,
		},
	]) {
		it(`that failed ${title}`, async () => {
			const report = await ended(await submit(script('-p cpu -t 1', ...lines)));
			assert.equal(what(report), words);
			if (line) assert.match(report.verdict.line?.text ?? '', line);
			else assert.equal(report.verdict.line, undefined);
		});
	}

	it('shows the last lines where nothing known stands in its output', async () => {
		const report = await ended(await submit(script('-p cpu -t 1', 'echo one; echo two; exit 4')));
		assert.deepEqual(
			report.verdict.lastLines.map(({ text }) => text),
			['one', 'two'],
		);
		assert.equal(report.verdict.lastLines[1]?.number, 2);
	});

	it('that took more memory than it asked for names the amount, and is to ask for more', async () => {
		const hold = `python3 -c "import time; x = b'1' * (300 << 20); time.sleep(60)"`;
		const report = await ended(await submit(script('-p cpu -t 2 --mem=100M -J hungry', hold)));
		assert.equal(what(report), 'It needed more memory than the 100 MiB that it asked for.');
		assert.match(report.verdict.line?.text ?? '', /exceeded memory limit|Exceeded job memory limit/i);
		const [suggestion] = report.suggestions;
		assert.ok(suggestion?.kind === 'memory' && suggestion.isMore && suggestion.bytes >= 300 << 20);
	});

	it('whose interpreter does not exist names it', async () => {
		const report = await ended(await submit('#!/no/such/shell\n#SBATCH -p cpu -t 1\necho hi\n'));
		assert.equal(
			what(report),
			'The program that the first line of the script names does not exist: /no/such/shell Exit code 2.',
		);
	});

	it('whose folder does not exist names the folder, not the file that was then missing', async () => {
		const options = ['--chdir=/no/such/folder', `--output=${home}/chdir-%j.out`];
		const report = await ended(await submit(script('-p cpu -t 1', 'python3 train.py'), options));
		assert.match(what(report), /^The folder that the job starts in does not exist: \/no\/such\/folder/);
	});

	it('whose output has nowhere to go names the file', async () => {
		const report = await ended(
			await submit(script('-p cpu -t 1', 'true'), ['--output=/no/such/folder/x.out']),
		);
		assert.equal(
			what(report),
			'Slurm could not make its output file /no/such/folder/x.out, so it ended at once.',
		);
	});

	it('that the person cancelled says so', async () => {
		const id = await submit(script('-p cpu -t 5', 'sleep 300'));
		await until(id, ({ state }) => state === 'RUNNING');
		await session.slurm.cancel(id, forever);
		assert.equal(what(await ended(id)), 'You cancelled it.');
	});

	it('that an administrator cancelled says so', async () => {
		const id = await submit(script('-p cpu -t 5', 'sleep 300'));
		await until(id, ({ state }) => state === 'RUNNING');
		const SLURM_CONF = `${readFactory().dir}/etc/slurm.conf`;
		await promisify(execFile)('scancel', [id], { env: { ...process.env, SLURM_CONF } });
		assert.equal(what(await ended(id)), 'An administrator cancelled it.');
	});

	it('that was cancelled while it waited says so', async () => {
		const id = await submit(script('-p cpu -t 5 --hold', 'true'));
		await session.slurm.cancel(id, forever);
		assert.equal(what(await ended(id)), 'You cancelled it before it started.');
	});

	it('whose step failed while the script went on is told of', async () => {
		const report = await ended(await submit(script('-p cpu -t 1', 'srun false', 'true')));
		assert.equal(what(report), 'It completed, but one of its steps failed (exit code 1).');
	});

	it('of which accounting cannot tell still has a verdict, from the queue and the output', async () => {
		const id = await submit(script('-p cpu -t 1', 'python3 -c "import no_such_module"'));
		const job = await until(id, ({ phase }) => phase === 'finished');
		// an id that accounting does not know stands for accounting that is behind
		const report = await session.reports.of({ ...job, id: '99999999' as JobId }, forever);
		assert.equal(report.account, undefined);
		assert.equal(report.isFinal, false);
		assert.match(what(report), /no_such_module/);
	});
});
