import assert from 'node:assert/strict';
import { isProblem } from '../../../src/problems/problem.ts';
import type { ExecResult, RemoteHost } from '../../../src/remote/remoteHost.ts';
import { holdJobs } from '../../../src/slurm/jobAction.ts';
import { SlurmClient } from '../../../src/slurm/slurmClient.ts';
import { isDenied } from '../../../src/slurm/slurmFailure.ts';
import { aJob } from '../../support/aJob.ts';
import { forever } from '../../support/practice.ts';

const rules = {
	denied: ['sinfo', 'scontrol show node'],
	commands: { squeue: 'squeue.tinygpu', scontrol: '/opt/site/scontrol', sbatch: 'sbatch.tinygpu' },
};
const client = () => {
	const lines: string[] = [];
	const exec = async (line: string): Promise<ExecResult> => {
		lines.push(line);
		return { stdout: '', stderr: '', exitCode: 0 };
	};
	const slurm = new SlurmClient({ name: 'mn5', exec } as unknown as RemoteHost, () => new Date(), rules);
	return { slurm, lines };
};
const query = (...argv: string[]) => ({ argv, parse: (stdout: string) => stdout });

describe('What a site changes about Slurm', () => {
	it('is not run where it is denied, also with options between its words and in the plural', async () => {
		const { slurm, lines } = client();
		for (const argv of [
			['sinfo', '--Node'],
			['scontrol', '--oneliner', 'show', 'nodes'],
			['scontrol', 'show', 'node', 'gs01'],
		])
			await assert.rejects(
				slurm.run(query(...argv), forever),
				(error) => isProblem(error, 'deniedBySite') && isDenied(error),
			);
		assert.deepEqual(lines, []);
		assert.equal(slurm.calls, 0);
	});

	it('is run by the program that stands in for it, and counted as that', async () => {
		const { slurm, lines } = client();
		await slurm.run(query('squeue', '--me'), forever);
		await slurm.act(holdJobs([aJob({ id: '5' })]), forever);
		await slurm.run(query('scontrol', 'show', 'partition'), forever);
		assert.deepEqual(lines, [
			'squeue.tinygpu --me',
			'/opt/site/scontrol hold 5',
			'/opt/site/scontrol show partition',
		]);
		assert.equal(slurm.programFor('sbatch'), 'sbatch.tinygpu');
		assert.deepEqual(
			slurm.load
				.lastHour()
				.calls.map(({ program }) => program)
				.sort(),
			['/opt/site/scontrol', 'squeue.tinygpu'],
		);
	});

	it('leaves out of several questions those that are denied, and answers each in its place', async () => {
		const { slurm, lines } = client();
		const answers = await slurm.runTogether(
			[query('squeue'), query('sinfo'), query('scontrol', 'show', 'config')],
			forever,
		);
		assert.equal(lines.length, 1);
		assert.doesNotMatch(lines[0] ?? '', /sinfo/);
		assert.deepEqual(
			answers.map((answer) => answer.status === 'rejected' && isProblem(answer.reason, 'deniedBySite')),
			[false, true, false],
		);
		const all = await slurm.runTogether([query('sinfo')], forever);
		assert.equal(all[0]?.status, 'rejected');
		assert.equal(lines.length, 1);
	});
});
