import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ProblemError } from '../../../src/problems/problem.ts';
import { SiteCatalogue } from '../../../src/sites/catalogue.ts';
import { readProfile } from '../../../src/sites/readProfile.ts';

const BUNDLED = join(import.meta.dirname, '../../../src/sites/profiles');

describe('Site profiles', () => {
	const placeOfMistake = (text: string) => {
		try {
			readProfile(text, 'x.yaml');
		} catch (error) {
			assert.ok(error instanceof ProblemError && error.problem.kind === 'badProfile', String(error));
			return `${error.problem.line}:${error.problem.column} ${error.problem.detail}`;
		}
		return 'no mistake';
	};

	it('are found by name, by host, and the generic one otherwise', async () => {
		const catalogue = new SiteCatalogue(BUNDLED);
		assert.equal((await catalogue.find('practice', ['x'])).id, 'practice');
		assert.equal((await catalogue.find(undefined, ['practice-login2'])).id, 'practice');
		assert.equal((await catalogue.find(undefined, ['int5.snellius.surf.nl'])).id, 'snellius');
		assert.equal((await catalogue.find(undefined, ['login.example.org'])).id, 'generic');
	});

	it('that do not exist are named, with those that do', async () => {
		await assert.rejects(
			new SiteCatalogue(BUNDLED).find('snelius', []),
			/"snelius" \(known: generic, practice, snellius\)/,
		);
	});

	it('say how people sign in: host keys, what a site does about failures, how a certificate is renewed', () => {
		const key = `ssh-ed25519 SHA256:${'x'.repeat(43)}`;
		const { ban, hostKeys, renewCertificate } = readProfile(
			`title: X\nsignIn:\n  ban: { failures: 5, hours: 24, words: Wait. }\n  hostKeys: ['${key}']\n  renewCertificate: step ssh login`,
			'x.yaml',
		);
		assert.deepEqual(ban, { failures: 5, hours: 24, words: 'Wait.' });
		assert.deepEqual(hostKeys, [key]);
		assert.equal(renewCertificate, 'step ssh login');
	});

	for (const [mistake, text, place] of [
		[
			'a fingerprint that is cut short',
			'title: X\nsignIn:\n  hostKeys:\n    - SHA256:abc',
			/^4:7 A host key is given by its type and fingerprint/,
		],
		[
			'a ban after no failure',
			'title: X\nsignIn:\n  ban: { failures: 0, hours: 1, words: x }',
			/^3:20 "failures" must be a number above 0/,
		],
		['a missing title', 'storage: []', /^1:1 "title" is missing/],
		[
			'a command that runs as soon as it stands in a terminal',
			'title: X\nsignIn:\n  renewCertificate: "step login\\ncurl evil"',
			/^3:21 "renewCertificate" must be one line/,
		],
		[
			'an unknown word',
			'title: X\nstoreage: []',
			/^2:1 "storeage" is not known here. Known are: title, hosts/,
		],
		[
			'an area of an unknown kind',
			'title: X\nstorage:\n  - { kind: hom, label: H, path: /h }',
			/^3:13 "kind" must be one of home/,
		],
		[
			'a relative path',
			'title: X\nstorage:\n  - { kind: home, label: H, path: h }',
			/^3:35 "path" must begin with/,
		],
		[
			'polling too often',
			'title: X\npoll: { activeSeconds: 0.1 }',
			/^2:24 "activeSeconds" must be a number of seconds, at least 2/,
		],
		[
			'a floor that is no number',
			'title: X\npoll: { floorSeconds: often }',
			/^2:23 "floorSeconds" must be a number of seconds, at least 2/,
		],
		['broken YAML', 'title: "X', /^1:\d+ /],
		['a list instead of a profile', '- a', /^1:1 The profile must be/],
		['a number as a title', 'title: 5', /^1:8 "title" must be a text/],
	] as const) {
		it(`with ${mistake} are refused with the place of the mistake`, () => {
			assert.match(placeOfMistake(text), place);
		});
	}
});
