import assert from 'node:assert/strict';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ExecResult, RemoteHost } from '../../../src/remote/remoteHost.ts';
import { cancelJobs, holdJobs } from '../../../src/slurm/jobAction.ts';
import { SlurmClient } from '../../../src/slurm/slurmClient.ts';
import { aJob } from '../../support/aJob.ts';
import { forever } from '../../support/practice.ts';

/** A host that answers each command line by its first word. */
function clientOn(answers: Record<string, Partial<ExecResult> | Error>) {
	const lines: string[] = [];
	const exec = async (line: string, _signal: AbortSignal, onStart?: () => void): Promise<ExecResult> => {
		lines.push(line);
		onStart?.();
		const answer = answers[line.split(' ')[0] ?? ''] ?? {};
		if (answer instanceof Error) throw answer;
		return { stdout: '', stderr: '', exitCode: 0, ...answer };
	};
	return { client: new SlurmClient({ name: 'practice', exec } as RemoteHost), lines };
}

const problemIs = (facts: Record<string, unknown>) => (error: unknown) => {
	assert.ok(error instanceof ProblemError);
	for (const [name, value] of Object.entries(facts))
		assert.deepEqual((error.problem as unknown as Record<string, unknown>)[name], value);
	return true;
};

describe('The Slurm client', () => {
	it('does several jobs with one command, and counts it', async () => {
		const { client, lines } = clientOn({});
		await client.act(cancelJobs([aJob({ id: '1' }), aJob({ id: '170_[2-4%1]' })]), forever);
		assert.deepEqual(lines, ["scancel 1 '170_[2-4]'"]);
		assert.deepEqual(client.load.lastHour().calls, [{ program: 'scancel', count: 1 }]);
		assert.equal(client.calls, 1);
	});

	it('believes the words of a refusal, not the exit code', async () => {
		const stderr = 'scancel: error: Kill job error on job id 21: Access/permission denied\n';
		const { client } = clientOn({ scancel: { stderr, exitCode: 0 } });
		await assert.rejects(
			client.act(cancelJobs([aJob({ id: '21' })]), forever),
			problemIs({ kind: 'actionRefused', action: 'cancel', jobs: ['21'] }),
		);
	});

	for (const [kind, stderr] of [
		['slurmDown', 'slurm_suspend error: Unable to contact slurm controller (connect failure)'],
		['slurmBusy', 'slurm_suspend error: Rate limit exceeded, please retry momentarily'],
	] as const) {
		it(`tells ${kind} from a refusal`, async () => {
			const { client } = clientOn({ scontrol: { stderr, exitCode: 1 } });
			await assert.rejects(client.act(holdJobs([aJob()]), forever), problemIs({ kind }));
		});
	}

	it('sends nothing twice when the link is lost, and says that it does not know', async () => {
		const { client, lines } = clientOn({ scontrol: new Error('ECONNRESET') });
		await assert.rejects(
			client.act(holdJobs([aJob({ id: '5' })]), forever),
			problemIs({ kind: 'actionUnknown', found: 'unknown', jobs: ['5'] }),
		);
		assert.equal(lines.length, 1);
	});

	it('does not know either when the program ended without an exit code', async () => {
		const { client } = clientOn({ scontrol: { exitCode: null } });
		await assert.rejects(client.act(holdJobs([aJob()]), forever), problemIs({ kind: 'actionUnknown' }));
	});

	it('says when the host has no Slurm', async () => {
		const { client } = clientOn({ scancel: { exitCode: 127, stderr: 'sh: scancel: not found' } });
		await assert.rejects(client.act(cancelJobs([aJob()]), forever), problemIs({ kind: 'commandMissing' }));
	});

	it('looks for a script in accounting when the controller has forgotten it', async () => {
		const kept = `Batch Script for 5\n${'-'.repeat(80)}\n#!/bin/sh\ntrue\n\n`;
		const { client, lines } = clientOn({
			scontrol: { stderr: 'job script retrieval failed: Invalid job id specified' },
			sacct: { stdout: kept },
		});
		assert.equal(await client.readScript(aJob({ id: '5', state: 'FAILED' }), forever), '#!/bin/sh\ntrue\n');
		assert.deepEqual(lines, ['scontrol write batch_script 5 -', 'sacct --batch-script --jobs 5']);
	});

	it('says plainly that there is no script, and why', async () => {
		const { client } = clientOn({ scontrol: { stderr: 'job script retrieval failed: x' } });
		const ended = aJob({ state: 'FAILED' });
		await assert.rejects(
			client.readScript(ended, forever),
			problemIs({ kind: 'noBatchScript', why: 'notKept' }),
		);
		const interactive = aJob({ command: '' });
		await assert.rejects(client.readScript(interactive, forever), problemIs({ why: 'interactive' }));
	});

	it('reads what stood on the command line, where accounting tells', async () => {
		const { client } = clientOn({ sacct: { stdout: 'sbatch --gpus=4 train.sbatch x\n' } });
		const submission = await client.readSubmission(aJob({ command: '/home/ada/train.sbatch x' }), forever);
		assert.deepEqual(submission, { options: ['--gpus=4'], arguments: ['x'] });
		const older = clientOn({ sacct: { stderr: 'Invalid field requested: "SubmitLine"', exitCode: 1 } });
		assert.equal(await older.client.readSubmission(aJob(), forever), undefined);
	});
});
