import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { RemoteCommand } from '../../../src/remote/remoteCommand.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { together } from '../../../src/slurm/together.ts';

const SEPARATORS = createSeparators();

describe('Several commands in one round trip', () => {
	const results = (...lines: readonly string[]) => {
		const commands = lines.map(
			(line): RemoteCommand<string> => ({ argv: ['sh', '-c', line], env: { WORD: 'a b' }, parse: String }),
		);
		const { argv, parse } = together(commands, SEPARATORS);
		const [program = '', ...rest] = argv;
		return parse(execFileSync(program, rest, { encoding: 'utf8' }));
	};

	it('keep their outputs and exit codes apart', () => {
		assert.deepEqual(
			results('echo "$WORD"', 'echo oops >&2; exit 3', 'printf "no end"; echo bad >&2', 'true'),
			[
				{ stdout: 'a b\n', stderr: '', exitCode: 0 },
				{ stdout: '', stderr: 'oops', exitCode: 3 },
				{ stdout: 'no end', stderr: 'bad', exitCode: 0 },
				{ stdout: '', stderr: '', exitCode: 0 },
			],
		);
	});

	it('that are missing do not keep the others from running', () => {
		const [first, second] = results('exec no-such-program', 'echo here');
		assert.equal(first?.exitCode, 127);
		assert.equal(second?.stdout, 'here\n');
	});

	it('are not run after one that did not reach the controller', () => {
		const down =
			'echo "slurm_load_partitions: Unable to contact slurm controller (connect failure)" >&2; exit 1';
		assert.equal(results('true', down, 'echo never').length, 2);
	});

	it('print what they like', () => {
		const awkward = fc.string({ unit: fc.constantFrom(...`'"\\$%\`!*\n\r\u001e\u001fa `) });
		fc.assert(
			fc.property(fc.array(awkward, { minLength: 1, maxLength: 4 }), (texts) => {
				const commands = texts.map(
					(text): RemoteCommand<string> => ({ argv: ['printf', '%s', text], parse: String }),
				);
				const { argv, parse } = together(commands, SEPARATORS);
				const [program = '', ...rest] = argv;
				const parts = parse(execFileSync(program, rest, { encoding: 'utf8' }));
				assert.deepEqual(
					parts.map(({ stdout }) => stdout),
					texts,
				);
			}),
			{ numRuns: 25 },
		);
	});
});
