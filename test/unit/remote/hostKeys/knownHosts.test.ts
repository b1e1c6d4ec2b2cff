import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
	type HostLines,
	hashName,
	hostKeyName,
	judge,
	linesAbout,
	parseKnownHosts,
} from '../../../../src/remote/hostKeys/knownHosts.ts';
import { type PublicKey, parsePublicKeyLine } from '../../../../src/remote/keys/publicKey.ts';

interface Recorded {
	readonly name: string;
	readonly key: string;
	readonly cases: readonly { readonly what: string; readonly lines: string; readonly verdict: string }[];
}

const FIXTURE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'ssh', 'knownHosts.json');
const recorded: Recorded = JSON.parse(readFileSync(FIXTURE, 'utf8'));
const keyIn = (line: string): PublicKey => parsePublicKeyLine(line) ?? assert.fail(`no key in ${line}`);
const key = keyIn(recorded.key);

describe('the verdict on a host key', () => {
	for (const { what, lines, verdict } of recorded.cases) {
		it(`is "${verdict}" as with OpenSSH: ${what}`, () => {
			assert.equal(judge(about(lines, recorded.name), key).kind, verdict);
		});
	}

	it('passes over a key that is cut off or has something after it', () => {
		for (const broken of [recorded.key.slice(0, -9), `${recorded.key}AAAA`]) {
			assert.equal(judge(about(`${recorded.name} ${broken}`, recorded.name), key).kind, 'unknown');
		}
	});

	it('names the line of the changed key', () => {
		const { lines } = recorded.cases.find(({ what }) => what === 'another key of that type') ?? assert.fail();
		const verdict = judge(about(`# mine\n\n${lines}`, recorded.name), key);
		assert.ok(verdict.kind === 'changed');
		assert.deepEqual([verdict.by.file, verdict.by.line], ['known_hosts', 3]);
	});

	it('is "revoked" for a host on a port of its own whose bare name has the revocation', () => {
		const lines = `login.example.org ${recorded.key}\n@revoked login.example.org ${recorded.key}`;
		assert.equal(judge(about(lines, '[login.example.org]:2222'), key).kind, 'revoked');
	});

	it('does not depend on whether names are hashed', () => {
		const host = fc.stringMatching(/^[a-z0-9.-]{1,20}$/);
		fc.assert(
			fc.property(host, host, fc.integer({ min: 1, max: 65535 }), (kept, asked, port) => {
				const name = hostKeyName(kept, port);
				const plain = `${name} ${recorded.key}`;
				const hashed = `${hashName(name, randomBytes(20))} ${recorded.key}`;
				const other = hostKeyName(asked, port);
				assert.equal(judge(about(hashed, other), key).kind, judge(about(plain, other), key).kind);
				assert.equal(judge(about(hashed, name), key).kind, 'known');
			}),
		);
	});
});

function about(text: string, name: string): HostLines {
	return linesAbout(parseKnownHosts(text, 'known_hosts'), name);
}
