import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetLine, parseJobId, submitLine } from '../../../src/slurm/sbatch.ts';

/** A stand-in that writes down each call and answers as sbatch does; the shell around it is real. */
const SBATCH = `#!/bin/sh
printf '%s\\n' "$PWD" "$@" "LC_ALL=\${LC_ALL-}" >>"$HOME/calls"
echo 'sbatch: site says hello' >&2
echo 4821
`;

describe('Submitting a script', () => {
	let home = '';
	const run = (script: string) =>
		spawnSync('sh', ['-c', script], {
			encoding: 'utf8',
			env: { HOME: home, PATH: `${home}:${process.env['PATH']}`, LC_ALL: 'C' },
		});
	const submission = {
		token: 's0123',
		program: 'sbatch',
		script: '/data/it\'s "my" $job.sh',
		workDir: '',
		options: ['--time=10'],
		arguments: ['-x', 'two words'],
	};

	beforeEach(() => {
		home = mkdtempSync(join(tmpdir(), 'sbatch-'));
		writeFileSync(join(home, 'sbatch'), SBATCH);
		chmodSync(join(home, 'sbatch'), 0o755);
		// A login bash resets PATH on some systems; this brings it back.
		writeFileSync(join(home, '.bash_profile'), `PATH=${home}:$PATH\n`);
	});
	afterEach(() => rmSync(home, { recursive: true }));

	it('hands every argument to sbatch as data, in the folder of the job, without our own locale', () => {
		const result = run(submitLine({ ...submission, workDir: home }));
		assert.equal(result.status, 0, result.stderr);
		assert.deepEqual(readFileSync(join(home, 'calls'), 'utf8').split('\n').slice(0, -1), [
			home,
			'--parsable',
			'--time=10',
			submission.script,
			'-x',
			'two words',
			'LC_ALL=',
		]);
		assert.equal(parseJobId(result.stdout), '4821');
		assert.match(result.stderr, /site says hello/);
	});

	it('makes one job of the same token, however often the line is run', () => {
		const line = submitLine({ ...submission, workDir: home });
		assert.equal(run(line).stdout, run(line).stdout);
		assert.equal(readFileSync(join(home, 'calls'), 'utf8').match(/--parsable/g)?.length, 1);
	});

	it('makes one job when the same line runs twice at once', () => {
		const line = submitLine({ ...submission, workDir: home });
		const both = run(`( ${line} ) & ( ${line} ) & wait`);
		assert.deepEqual(both.stdout.split('\n').filter(Boolean), ['4821', '4821']);
		assert.equal(readFileSync(join(home, 'calls'), 'utf8').match(/--parsable/g)?.length, 1);
	});

	it('passes on a refusal with its exit code and words', () => {
		writeFileSync(join(home, 'sbatch'), '#!/bin/sh\necho "sbatch: error: no" >&2\nexit 1\n');
		const result = run(submitLine({ ...submission, workDir: home }));
		assert.equal(result.status, 1);
		assert.match(result.stderr, /sbatch: error: no/);
	});

	it('does not submit from a folder that does not exist', () => {
		const result = run(submitLine({ ...submission, workDir: '/no/such/folder' }));
		assert.notEqual(result.status, 0);
		assert.equal(existsSync(join(home, 'calls')), false);
	});

	it('leaves nothing behind', () => {
		run(submitLine({ ...submission, workDir: home }));
		run(forgetLine(submission.token));
		assert.equal(existsSync(join(home, '.cache')), false);
	});

	it('removes only its own traces', () => {
		execFileSync('mkdir', ['-p', join(home, '.cache/other')]);
		run(submitLine({ ...submission, workDir: home }));
		run(submitLine({ ...submission, workDir: home, token: 's9' }));
		run(forgetLine(submission.token));
		assert.equal(existsSync(join(home, '.cache/other')), true);
		assert.equal(existsSync(join(home, '.cache/ai-factory/submit/s9')), true);
	});
});

describe('The answer of sbatch --parsable', () => {
	it('is an id, also with a cluster or below a banner', () => {
		assert.equal(parseJobId('4821\n'), '4821');
		assert.equal(parseJobId('4821;snellius\n'), '4821');
		assert.equal(parseJobId('Welcome!\n4821\n'), '4821');
	});

	it('is no id when it is anything else', () => {
		for (const text of ['', 'Submitted batch job 4821', '4821 jobs', 'error'])
			assert.equal(parseJobId(text), undefined, text);
	});
});
