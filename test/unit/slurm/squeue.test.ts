import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProblemError } from '../../../src/problems/problem.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { listMyJobs } from '../../../src/slurm/squeue.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

const SEPARATORS = createSeparators('recorded');
const { parse } = listMyJobs(SEPARATORS);
const COLUMNS = 34;
const NAME = 28;

/**
 * The recording as our own command would have got it. It was made without a token, and one job's name holds 0x1F,
 * another's 0x1E: what stands too much in a record belongs to the name.
 */
function asAsked(version: string): string {
	let unfinished = '';
	let text = '';
	for (const piece of slurmFixture(version, 'jobs_squeue_all_states').split('\x1e').slice(0, -1)) {
		const values = `${unfinished}${piece}`.split('\x1f');
		unfinished = values.length < COLUMNS ? `${unfinished}${piece}\x1e` : '';
		if (unfinished) continue;
		const surplus = values.length - COLUMNS;
		const name = values.splice(NAME, surplus + 1).join('\x1f');
		text += values.toSpliced(NAME, 0, name).join(SEPARATORS.field) + SEPARATORS.record;
	}
	return `${text}\n`;
}

describe('squeue', () => {
	for (const version of SLURM_VERSIONS) {
		describe(`of Slurm ${version}`, () => {
			const text = asAsked(version);
			const jobs = parse(text);

			it('gives one job for each record', () => {
				assert.equal(jobs.length, text.split(SEPARATORS.record).length - 1);
			});

			it('knows every job by an id of its own', () => {
				assert.equal(new Set(jobs.map(({ id }) => id)).size, jobs.length);
			});

			it('tells waiting, running and finished jobs apart', () => {
				const phases = new Set(jobs.map(({ phase }) => phase));
				assert.deepEqual([...phases].sort(), ['finished', 'pending', 'running']);
			});

			it('counts the GPUs of jobs in the GPU partition, and none elsewhere', () => {
				const onGpu = jobs.filter(({ partition, phase }) => partition === 'gpu' && phase === 'running');
				assert.ok(onGpu.length > 0);
				assert.ok(onGpu.every(({ gpus }) => gpus.reduce((sum, { count }) => sum + count, 0) > 0));
				assert.ok(jobs.filter(({ partition }) => partition === 'cpu').every(({ gpus }) => gpus.length === 0));
			});

			it('gives every job an absolute output path', () => {
				for (const { outputPath, id } of jobs) assert.match(outputPath ?? '', /^\//, id);
			});

			it('names the file of an array task as Slurm does', () => {
				const task = jobs.find(({ id, name }) => /^\d+_1$/.test(id) && name === 'sweep');
				assert.equal(task?.outputPath, `/home/ada/slurm-${task?.id.replace('_1', '')}_1.out`);
			});

			it('tells tasks of an array from those that wait together, and the components of a heterogeneous job', () => {
				const waiting = jobs.find(({ phase, array }) => phase === 'pending' && array);
				assert.deepEqual(waiting?.array, { id: waiting?.recordId, tasks: '2-9', throttle: 2 });
				const running = jobs.filter(
					({ phase, array }) => phase === 'running' && array?.id === waiting?.array?.id,
				);
				assert.deepEqual(running.map(({ array }) => array?.tasks).sort(), ['0', '1']);
				const [first, second] = jobs.filter(({ phase, het }) => phase === 'running' && het);
				assert.equal(first?.het?.id, second?.het?.id);
				assert.notEqual(first?.het?.offset, second?.het?.offset);
			});

			it('gives the errors of a job without a file for them to its output', () => {
				const plain = jobs.filter(({ name }) => name === 'sweep');
				assert.ok(plain.length > 0);
				for (const { errorPath, outputPath } of plain) assert.equal(errorPath, outputPath);
			});

			it('reads times as moments and lengths as seconds', () => {
				const running = jobs.filter(({ phase }) => phase === 'running');
				for (const { started, ended, limit } of running) {
					assert.ok(started && ended && limit !== undefined);
					assert.equal(ended.getTime() - started.getTime(), limit * 1000);
				}
			});

			it('keeps an exit code only for finished jobs', () => {
				assert.ok(jobs.filter(({ phase }) => phase !== 'finished').every(({ exit }) => exit === undefined));
				const failed = jobs.find(({ state }) => state === 'FAILED');
				assert.ok(failed?.exit && failed.exit.code + failed.exit.signal > 0);
			});

			it('takes names with separators, quotes and line ends as they are', () => {
				const names = jobs.map(({ name }) => name);
				for (const nasty of ['|', '\n', "'", '"', ';', '\x1f', '\x1e']) {
					assert.ok(
						names.some((name) => name.includes(nasty)),
						JSON.stringify(nasty),
					);
				}
			});
		});
	}

	it('asks for each field at full width, with a separator that nobody can guess', () => {
		const separators = createSeparators();
		const format = listMyJobs(separators).argv.at(-1) ?? '';
		assert.match(separators.field, /^\x1f[a-z]{6}\x1f$/);
		assert.ok(format.startsWith(`JobArrayID:${separators.field},JobID:${separators.field}`));
		assert.ok(format.endsWith(`Command:${separators.record}`));
	});

	it('is not misled by a name that holds another separator', () => {
		const separators = createSeparators('secret');
		const values = (asAsked('24.11.5').split(SEPARATORS.record)[0] ?? '').split(SEPARATORS.field);
		const forging = fc.string({ unit: fc.constantFrom('\x1f', '\x1e', 'a', '\n', 'secre', ',') });
		fc.assert(
			fc.property(forging, (name) => {
				const record = values.with(NAME, name).join(separators.field) + separators.record;
				assert.equal(listMyJobs(separators).parse(`${record}\n`)[0]?.name, name);
			}),
		);
	});

	it('refuses a record that it cannot read, and quotes it', () => {
		assert.throws(
			() => parse(`half a${SEPARATORS.field}record${SEPARATORS.record}\n`),
			(error) => {
				assert.ok(error instanceof ProblemError);
				assert.equal(error.problem.kind, 'outputNotUnderstood');
				return true;
			},
		);
	});

	it('reads an empty queue as no jobs', () => {
		assert.deepEqual(parse(''), []);
	});
});
