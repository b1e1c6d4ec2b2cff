import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readConfigFile } from '../../../src/remote/config/configFile.ts';
import { parseConfigText, splitWords } from '../../../src/remote/config/configText.ts';
import { valuesFor } from '../../../src/remote/config/configValues.ts';

describe('A line of an SSH configuration', () => {
	it('is split as OpenSSH does', () => {
		const cases: Readonly<Record<string, readonly string[] | undefined>> = {
			'a  b\tc': ['a', 'b', 'c'],
			'"a b" c': ['a b', 'c'],
			"'a b'c": ['a bc'],
			'a # b': ['a'],
			'a#b': ['a#b'],
			'"#a"': ['#a'],
			'a\\ b \\"c\\\\': ['a b', '"c\\'],
			'C:\\Users\\ada': ['C:\\Users\\ada'],
			'""': [''],
			'"a': undefined,
			'': [],
		};
		for (const [text, words] of Object.entries(cases)) assert.deepEqual(splitWords(text), words, text);
	});

	it('has its keyword apart by spaces or a sign, in any case, and its number', () => {
		const text = '\uFEFF# one\r\n\r\n  PORT = 22\r\nUser=ada\n"HostName" x\n=odd\n';
		assert.deepEqual(
			parseConfigText(text, 'f').map(({ number, keyword, words }) => [number, keyword, ...words]),
			[
				[3, 'port', '22'],
				[4, 'user', 'ada'],
				[5, 'hostname', 'x'],
			],
		);
	});

	it('is never more than a problem, whatever it holds', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				try {
					parseConfigText(text, 'f');
				} catch (error) {
					assert.match(String(error), /badSshConfig: f: line \d+: invalid quotes/);
				}
			}),
		);
	});

	it('means the same to us as to OpenSSH, however it is written', async () => {
		const file = join(mkdtempSync(join(tmpdir(), 'aif-text-')), 'config');
		const word = fc.string({
			unit: fc.constantFrom(...'ab~/.:@%h ', '\\', '\\\\', '\\"', '"', "'", '#', '\t'),
			minLength: 1,
			maxLength: 12,
		});
		const lines = fc.array(
			fc.tuple(
				fc.constantFrom('User', 'IdentityFile', 'HostKeyAlias', 'ProxyCommand'),
				fc.constantFrom(' ', '=', '\t= '),
				word,
			),
			{ maxLength: 4 },
		);
		await fc.assert(
			fc.asyncProperty(lines, async (written) => {
				writeFileSync(file, written.map((parts) => `${parts.join('')}\n`).join(''));
				const theirs = openSshValues(file);
				if (!theirs) return;
				const ours = valuesFor('host', await readConfigFile(file), new Map());
				for (const keyword of ['identityfile', 'hostkeyalias', 'proxycommand', 'user']) {
					const value = ours.get(keyword);
					if (value) assert.deepEqual(value, theirs.get(keyword), keyword);
					else assert.ok(keyword !== 'proxycommand' || !theirs.has(keyword));
				}
			}),
			{ numRuns: 150 },
		);
	});
});

/** Undefined where OpenSSH refuses the file. */
function openSshValues(file: string): ReadonlyMap<string, readonly string[]> | undefined {
	const values = new Map<string, string[]>();
	try {
		const printed = execFileSync('ssh', ['-T', '-F', file, '-G', 'host'], {
			encoding: 'utf8',
			stdio: 'pipe',
		});
		for (const line of printed.split('\n')) {
			const at = line.indexOf(' ');
			const keyword = line.slice(0, at);
			values.set(keyword, [...(values.get(keyword) ?? []), line.slice(at + 1)]);
		}
		return values;
	} catch {
		return undefined;
	}
}
