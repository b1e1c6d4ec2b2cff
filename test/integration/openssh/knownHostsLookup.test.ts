import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
	hashName,
	judge,
	linesAbout,
	linesFor,
	parseKnownHosts,
} from '../../../src/remote/hostKeys/knownHosts.ts';
import { fingerprintOf, type PublicKey, publicKeyOf } from '../../../src/remote/keys/publicKey.ts';

/** The line, its marker and the fingerprint of its key. */
type Found = readonly [line: number, marker: string, fingerprint: string];

const HOSTS = ['a', 'ab', 'login.example.org', 'login2.example.org', '10.0.0.1', '::1'];
const NAMES = [...HOSTS, '[a]:2222', '[login.example.org]:2222', '[10.0.0.1]:2222', '[::1]:2222'];

describe('known_hosts', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-lookup-'));
	const path = join(folder, 'known_hosts');
	const keys = [
		...Array.from({ length: 2 }, () => generateKeyPairSync('ed25519')),
		generateKeyPairSync('ec', { namedCurve: 'P-256' }),
		generateKeyPairSync('rsa', { modulusLength: 1024 }),
	].map(({ publicKey }) => publicKeyOf(publicKey) ?? assert.fail());
	const [key = assert.fail()] = keys;

	const pattern = fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...NAMES) },
		fc.constantFrom(...NAMES).map((name) => name.toUpperCase()),
		fc.constantFrom(
			'*',
			'a*',
			'?',
			'??',
			'*.example.org',
			'login?.example.org',
			'[*]:2222',
			'10.0.*.1',
			'',
			'|',
			'a.b',
		),
	);
	const list = fc.array(
		fc.tuple(fc.boolean(), pattern).map(([isNegated, text]) => (isNegated ? `!${text}` : text)),
		{ minLength: 1, maxLength: 4 },
	);
	const hashed = fc.constantFrom(...NAMES).map((name) => hashName(name, randomBytes(20)));
	const names = fc.oneof(
		{ weight: 4, arbitrary: list.map((patterns) => patterns.join(',')) },
		{ weight: 2, arbitrary: hashed },
		hashed.map((name) => `${name},a`),
		hashed.map((name) => `a,${name}`),
		fc.constantFrom('|1|', '|1|x', '|1||', '|2|abc|def'),
	);
	const keyText = fc.oneof(
		{ weight: 8, arbitrary: fc.constantFrom(key, key, ...keys).map(lineOf) },
		fc.constantFrom(...keys).map(({ blob }) => `ssh-dss ${blob.toString('base64')}`),
		fc.constantFrom(...keys).map((each) => lineOf(each).slice(0, -9)),
		fc.constantFrom('ssh-ed25519', 'ssh-ed25519 !!!', '1024 35 12345', '', 'ssh-ed25519 AAAA'),
	);
	const row = fc.oneof(
		{
			weight: 8,
			arbitrary: fc
				.tuple(
					fc.constantFrom('', '', '', ' ', '\t'),
					fc.constantFrom(
						'',
						'',
						'',
						'@revoked ',
						'@revoked  ',
						'@cert-authority ',
						'@unknown ',
						'@REVOKED ',
					),
					names,
					fc.constantFrom(' ', '\t', '  \t '),
					keyText,
					fc.constantFrom('', ' ', ' ada@laptop', '\tcomment with words', '\r', ' # no comment\r'),
				)
				.map((parts) => parts.join('')),
		},
		fc.constantFrom('', '#', '# a comment', '  # a * comment', 'a', '@revoked', '\0', 'ü * +', '\r'),
	);

	it('are searched as ssh-keygen searches them, whatever is in them', () => {
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 12 }),
				fc.constantFrom('\n', ''),
				fc.constantFrom(...NAMES),
				(rows, end, name) => {
					writeFileSync(path, rows.join('\n') + end);
					const text = readFileSync(path, 'utf8');
					assert.deepEqual(ours(text, name), theirs(path, name));
				},
			),
			{ numRuns: 120 },
		);
	});

	it('give the verdict that follows from what ssh-keygen finds', () => {
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 6 }),
				fc.constantFrom(...HOSTS),
				fc.boolean(),
				(rows, host, hasPort) => {
					const name = hasPort ? `[${host}]:2222` : host;
					writeFileSync(path, rows.join('\n'));
					const lines = parseKnownHosts(readFileSync(path, 'utf8'), path);
					const own = theirs(path, name);
					const expected = verdictFrom(own, hasPort ? theirs(path, host) : [], fingerprintOf(key));
					const verdict = judge(linesAbout(lines, name), key).kind;
					assert.equal(verdict, expected);
				},
			),
			{ numRuns: 80 },
		);
	});
});

/** As check_key_in_hostkeys() of OpenSSH goes about it; that a bare name's revocation counts is ours. */
function verdictFrom(own: readonly Found[], bare: readonly Found[], fingerprint: string): string {
	const isIt = ([, , each]: Found) => each === fingerprint;
	const withMarker = (found: readonly Found[], marker: string) => found.filter(([, each]) => each === marker);
	if (withMarker([...own, ...bare], 'REVOKED').some(isIt)) return 'revoked';
	if (withMarker([...own, ...bare.filter(() => withMarker(own, '').length === 0)], '').some(isIt))
		return 'known';
	return withMarker(own, '').length > 0 ? 'changed' : 'unknown';
}

function ours(text: string, name: string): readonly Found[] {
	const markers = { none: '', revoked: 'REVOKED', certAuthority: 'CA' };
	return linesFor(parseKnownHosts(text, 'known_hosts'), name).map(({ line, marker, key }) => [
		line,
		markers[marker],
		fingerprintOf(key),
	]);
}

/** `ssh-keygen -l` reads the keys too, and passes over lines without one. */
function theirs(path: string, name: string): readonly Found[] {
	const { stdout } = spawnSync('ssh-keygen', ['-l', '-F', name, '-f', path], { encoding: 'utf8' });
	const found = [...stdout.matchAll(/^# Host .* found: line (\d+) ?(\S*) *\n.*?(SHA256:\S+)/gm)];
	return found.map(([, line, marker = '', fingerprint = '']) => [Number(line), marker, fingerprint]);
}

function lineOf({ type, blob }: PublicKey): string {
	return `${type} ${blob.toString('base64')}`;
}
