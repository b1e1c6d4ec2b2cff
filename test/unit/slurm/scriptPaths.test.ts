import assert from 'node:assert/strict';
import { isCopy, scriptPaths } from '../../../src/slurm/scriptPaths.ts';

describe('Where the script of a job may be', () => {
	const workDir = '/home/ada/run';

	it("is what the queue tells, with and without what may be the script's arguments", () => {
		assert.deepEqual(scriptPaths({ command: '/home/ada/my run.sh 3', workDir }, '').slice(0, 2), [
			'/home/ada/my',
			'/home/ada/my run.sh',
		]);
	});

	it('is the first word of the line of submission that is no option, counted from where it was submitted', () => {
		assert.deepEqual(
			scriptPaths({ command: '', workDir }, 'sbatch --parsable -p gpu -t 10 --mem=4G train.sbatch'),
			['/home/ada/run/train.sbatch'],
		);
	});

	for (const copy of [
		'/home/ada/.cache/ai-factory/submit/k3x/script/train.sbatch',
		'/home/ada/run/.aifactory/submit/k3x/train.sbatch',
	]) {
		it(`comes last, for its name, where it was copied only to be submitted: ${copy}`, () => {
			assert.deepEqual(scriptPaths({ command: copy, workDir }, 'sbatch other.sh'), [
				'/home/ada/run/other.sh',
				copy,
			]);
			assert.deepEqual([copy, '/home/ada/run/other.sh'].map(isCopy), [true, false]);
		});
	}

	it('is nowhere for an interactive job', () => {
		assert.deepEqual(scriptPaths({ command: '', workDir }, ''), []);
	});
});
