import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ExecResult, RemoteHost } from '../../../src/remote/remoteHost.ts';
import { commandLineOf, run } from '../../../src/remote/run.ts';

const { signal } = new AbortController();

describe('run', () => {
	it('returns what the parser made of the output', async () => {
		const host = hostThat(async () => ({ stdout: '3\n', stderr: 'a word of warning', exitCode: 0 }));
		assert.equal(await run(host, { argv: ['wc', '-l'], parse: Number }, signal), 3);
	});

	it('quotes arguments and environment', () => {
		const command = {
			argv: ['squeue', '-o', "%i '%j'"],
			env: { SLURM_TIME_FORMAT: '%s', NAME: 'a b' },
			parse: String,
		};
		assert.equal(commandLineOf(command), `env SLURM_TIME_FORMAT=%s 'NAME=a b' squeue -o '%i '\\''%j'\\'''`);
	});

	const failing = async (result: ExecResult) => {
		const outcome = run(
			hostThat(async () => result),
			{ argv: ['squeue', '--me'], parse: String },
			signal,
		);
		const error = await outcome.catch((reason: unknown) => reason);
		return error instanceof ProblemError ? error.problem : assert.fail(String(error));
	};

	it('fails with what the command said', async () => {
		assert.deepEqual(await failing({ stdout: '', stderr: 'slurm_load_jobs error\n', exitCode: 1 }), {
			kind: 'commandFailed',
			host: 'practice',
			command: 'squeue --me',
			exitCode: 1,
			detail: 'slurm_load_jobs error',
		});
	});

	it('never takes a command without an exit code for one that succeeded', async () => {
		const problem = await failing({ stdout: 'half', stderr: '', exitCode: null });
		assert.ok(problem.kind === 'commandFailed' && problem.exitCode === null);
	});

	it('tells a missing program from a failing one', async () => {
		const problem = await failing({ stdout: '', stderr: 'squeue: not found', exitCode: 127 });
		assert.deepEqual(problem, {
			kind: 'commandMissing',
			host: 'practice',
			command: 'squeue',
			detail: 'squeue: not found',
		});
	});

	it('says after half a minute that there was no answer', async () => {
		const host = hostThat(async () => {
			throw new DOMException('too late', 'TimeoutError');
		});
		await assert.rejects(
			run(host, { argv: ['squeue'], parse: String }, signal),
			(error) =>
				error instanceof ProblemError && error.problem.kind === 'timedOut' && error.problem.seconds === 30,
		);
	});

	it('gives a command its whole time from its turn on', async () => {
		const begun: (() => void)[] = [];
		const ended: ((result: ExecResult) => void)[] = [];
		const host = hostThat(
			(_commandLine, both, onStart) =>
				new Promise((resolve, reject) => {
					both.addEventListener('abort', () => reject(both.reason));
					begun.push(() => onStart?.());
					ended.push(resolve);
				}),
		);
		mock.timers.enable({ apis: ['setTimeout'] });
		try {
			const inTime = run(host, { argv: ['squeue'], parse: String }, signal, 30);
			mock.timers.tick(100_000);
			begun[0]?.();
			mock.timers.tick(29_999);
			ended[0]?.({ stdout: 'late', stderr: '', exitCode: 0 });
			assert.equal(await inTime, 'late');
			const tooLate = run(host, { argv: ['squeue'], parse: String }, signal, 30);
			begun[1]?.();
			mock.timers.tick(30_000);
			await assert.rejects(
				tooLate,
				(error) => error instanceof ProblemError && error.problem.kind === 'timedOut',
			);
		} finally {
			mock.timers.reset();
		}
	});

	it('ends with its signal', async () => {
		const waiting = hostThat(
			(_commandLine, both) =>
				new Promise((_resolve, reject) => {
					both.addEventListener('abort', () => reject(both.reason));
				}),
		);
		const giveUp = new AbortController();
		const outcome = run(waiting, { argv: ['squeue'], parse: String }, giveUp.signal);
		giveUp.abort();
		await assert.rejects(outcome, { name: 'AbortError' });
	});
});

function hostThat(exec: RemoteHost['exec']): RemoteHost {
	return { name: 'practice', exec } as RemoteHost;
}
