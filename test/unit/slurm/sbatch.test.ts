import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	COPY_FOLDER,
	forgetLine,
	NEVER_BEGAN,
	newToken,
	parseJobId,
	settleLine,
	submitLine,
} from '../../../src/slurm/sbatch.ts';

/** A stand-in that writes down each call and answers as sbatch does; the shell around it is real. */
const SBATCH = `#!/bin/sh
printf '%s\\n' "$PWD" "$@" "LC_ALL=\${LC_ALL-}" >>"$HOME/calls"
echo 'sbatch: site says hello' >&2
echo 4821
`;

describe('Submitting a script', () => {
	let home = '';
	const run = (script: string) =>
		spawnSync('sh', [], {
			input: script,
			encoding: 'utf8',
			cwd: home,
			env: { HOME: home, PATH: `${home}:${process.env['PATH']}`, LC_ALL: 'C' },
		});
	const submission = {
		token: 's0123',
		program: 'sbatch',
		script: { kind: 'file', path: '/data/it\'s "my" $job.sh' },
		workDir: '',
		options: ['--time=10'],
		arguments: ['-x', 'two words'],
	} as const;

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
			submission.script.path,
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

	const calls = () => readFileSync(join(home, 'calls'), 'utf8').match(/--parsable/g)?.length;
	const copied = (text: string) => ({
		...submission,
		workDir: home,
		script: { kind: 'copy', name: 'train.sbatch', text } as const,
	});
	const copies = () => join(home, COPY_FOLDER);

	it('copies a text beside the project under its own name, to be found and not to be committed', () => {
		const text = "#!/bin/bash\n\techo 'it'\\''s' \"$HOME\" `date` \\ é\r\n\n";
		assert.equal(run(submitLine(copied(text))).stdout, '4821\n');
		const path = join(copies(), 's0123', 'train.sbatch');
		assert.equal(readFileSync(path, 'utf8'), text);
		assert.ok(readFileSync(join(home, 'calls'), 'utf8').includes(`\n${path}\n`));
		assert.equal(readFileSync(join(copies(), '.gitignore'), 'utf8'), '*\n');
	});

	it('copies a text longer than any argument may be', () => {
		const text = `#!/bin/bash\n${"echo 'a line'\n".repeat(20_000)}`;
		assert.equal(run(submitLine(copied(text))).stdout, '4821\n');
		assert.equal(readFileSync(join(copies(), 's0123', 'train.sbatch'), 'utf8'), text);
	});

	it('keeps the copy among its traces where there is no place beside the project', () => {
		writeFileSync(join(home, '.aifactory'), 'a file in the way');
		assert.equal(run(submitLine(copied('#!/bin/sh\n'))).stdout, '4821\n');
		assert.match(readFileSync(join(home, 'calls'), 'utf8'), /submit\/s0123\/script\/train\.sbatch/);
	});

	it('removes copies of a month ago, and the copy of what was refused', () => {
		for (const [name, days] of [
			['old', 40],
			['recent', 20],
		] as const) {
			mkdirSync(join(copies(), name), { recursive: true });
			const then = Date.now() / 1000 - days * 86_400;
			utimesSync(join(copies(), name), then, then);
		}
		run(submitLine(copied('#!/bin/sh\n')));
		assert.deepEqual(readdirSync(copies()).toSorted(), ['.gitignore', 'recent', 's0123']);
		writeFileSync(join(home, 'sbatch'), '#!/bin/sh\nexit 1\n');
		run(submitLine({ ...copied('#!/bin/sh\n'), token: 's0124' }));
		assert.deepEqual(readdirSync(copies()).toSorted(), ['.gitignore', 'recent', 's0123']);
	});

	it('tells afterwards what came of a token, and submits nothing by asking', () => {
		run(submitLine({ ...submission, workDir: home }));
		const settled = run(settleLine(submission.token));
		assert.equal(settled.stdout, '4821\n');
		assert.equal(settled.status, 0);
		assert.equal(calls(), 1);
	});

	it('makes sure that a token that was asked about before it began never begins', () => {
		assert.equal(run(settleLine(submission.token)).status, NEVER_BEGAN);
		const late = `sleep() { :; }\n${submitLine({ ...submission, workDir: home })}`;
		assert.equal(run(late).stdout, '');
		assert.equal(existsSync(join(home, 'calls')), false);
	});

	it('goes on to its answer when all that the shell started is ended in the middle', () => {
		const slow = SBATCH.replace('echo 4821', 'sleep 1; echo 4821');
		writeFileSync(join(home, 'sbatch'), slow);
		const line = submitLine({ ...submission, workDir: home });
		run(`cat >all.sh <<'END'\n( ${line}\n) & sleep 0.5; kill -KILL 0\nEND\nsetsid sh all.sh`);
		assert.equal(existsSync(join(home, '.cache/ai-factory/submit/s0123/rc')), false);
		assert.equal(run(settleLine(submission.token)).stdout, '4821\n');
		assert.equal(calls(), 1);
	});

	it('leaves nothing behind', () => {
		run(submitLine({ ...submission, workDir: home }));
		run(forgetLine(submission.token));
		assert.equal(existsSync(join(home, '.cache')), false);
	});

	it('removes only its own traces, and those of a day ago', () => {
		execFileSync('mkdir', ['-p', join(home, '.cache/other')]);
		const lost = join(home, '.cache/ai-factory/submit/lost');
		mkdirSync(lost, { recursive: true });
		const then = Date.now() / 1000 - 2 * 86_400;
		utimesSync(lost, then, then);
		run(submitLine({ ...submission, workDir: home }));
		run(submitLine({ ...submission, workDir: home, token: 's9' }));
		run(forgetLine(submission.token));
		assert.equal(existsSync(join(home, '.cache/other')), true);
		assert.equal(existsSync(join(home, '.cache/ai-factory/submit/s9')), true);
		assert.equal(existsSync(lost), false);
	});
});

describe('The token of a submission', () => {
	it('sorts by time, and is like no other', () => {
		const at = new Date('2026-11-25T09:15:02.123Z');
		assert.match(newToken(at), /^20261125-091502-[0-9a-f]{16}$/);
		assert.notEqual(newToken(at), newToken(at));
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
