import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { hostKeyAlgorithms } from '../../../src/remote/hostKeyAlgorithms.ts';
import { hashName, hostKeyName, judge, knownTypes, parseKnownHosts } from '../../../src/remote/knownHosts.ts';
import { type PublicKey, parsePublicKeyLine } from '../../../src/remote/publicKey.ts';

interface Recorded {
	readonly name: string;
	readonly key: string;
	readonly cases: readonly { readonly what: string; readonly lines: string; readonly verdict: string }[];
}

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'ssh', 'knownHosts.json');
const recorded: Recorded = JSON.parse(readFileSync(FIXTURE, 'utf8'));
const keyIn = (line: string): PublicKey => parsePublicKeyLine(line) ?? assert.fail(`no key in ${line}`);
const key = keyIn(recorded.key);

describe('the verdict on a host key', () => {
	for (const { what, lines, verdict } of recorded.cases) {
		it(`is "${verdict}" as with OpenSSH: ${what}`, () => {
			assert.equal(judge(parseKnownHosts(lines, 'known_hosts'), recorded.name, key).kind, verdict);
		});
	}

	it('names the line of the changed key', () => {
		const { lines } = recorded.cases.find(({ what }) => what === 'another key of that type') ?? assert.fail();
		const verdict = judge(
			parseKnownHosts(`# mine\n\n${lines}`, '/home/ada/.ssh/known_hosts'),
			recorded.name,
			key,
		);
		assert.deepEqual(verdict, { kind: 'changed', file: '/home/ada/.ssh/known_hosts', line: 3 });
	});

	it('does not depend on whether names are hashed', () => {
		const host = fc.stringMatching(/^[a-z0-9.-]{1,20}$/);
		fc.assert(
			fc.property(host, host, fc.integer({ min: 1, max: 65535 }), (kept, asked, port) => {
				const name = hostKeyName(kept, port);
				const plain = parseKnownHosts(`${name} ${recorded.key}`, 'f');
				const hashed = parseKnownHosts(`${hashName(name, randomBytes(20))} ${recorded.key}`, 'f');
				const other = hostKeyName(asked, port);
				assert.deepEqual(judge(hashed, other, key), judge(plain, other, key));
				assert.equal(judge(hashed, name, key).kind, 'known');
			}),
		);
	});
});

describe('the host key algorithms', () => {
	it('begin with the types by which the host is known', () => {
		const rsa =
			recorded.cases.find(({ what }) => what === 'only the right key of another type') ?? assert.fail();
		const types = knownTypes(parseKnownHosts(rsa.lines, 'f'), recorded.name);
		assert.deepEqual(types, ['ssh-rsa']);
		assert.deepEqual(hostKeyAlgorithms(types).slice(0, 4), [
			'rsa-sha2-512',
			'rsa-sha2-256',
			'ssh-rsa',
			'ssh-ed25519',
		]);
	});

	it('are the usual ones for an unknown host', () => {
		assert.equal(hostKeyAlgorithms([])[0], 'ssh-ed25519');
		assert.equal(new Set(hostKeyAlgorithms([])).size, 7);
	});
});
