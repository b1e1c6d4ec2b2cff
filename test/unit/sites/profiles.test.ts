import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readSource } from '../../../src/allocation/source/readSource.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import { SiteCatalogue } from '../../../src/sites/catalogue.ts';
import { readProfile } from '../../../src/sites/readProfile.ts';
import { mistakesIn, type Schema } from '../../support/schema.ts';

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
			/"snelius" \(known: .*generic.*practice.*snellius/,
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

	const schema: Schema = JSON.parse(
		readFileSync(join(import.meta.dirname, '../../../schemas/site-profile.schema.json'), 'utf8'),
	);

	for (const file of readdirSync(BUNDLED))
		it(`are as the published schema says: ${file}`, () => {
			assert.deepEqual(mistakesIn(parse(readFileSync(join(BUNDLED, file), 'utf8')), schema), []);
		});

	it('know every word that the published schema knows', () => {
		const known = Object.keys(schema.properties ?? {});
		const told = /Known are: (.*)\.$/.exec(placeOfMistake('title: X\nstrange: 1'))?.[1]?.split(', ');
		assert.deepEqual(told?.sort(), known.sort());
	});

	for (const [danger, text, place] of [
		[
			'aliases that grow without end',
			`title: X\na: &a [x, x]\nb: &b [*a, *a]\nhosts: [*b, *b]`,
			/^2:1 "a" is not known here/,
		],
		['an alias in place of a text', 'title: X\nhosts: [&h a, *h]', /"hosts" must be a text/],
		['the same key twice', 'title: X\ntitle: Y', /^2:1 Map keys must be unique/],
		[
			'more than any site needs',
			`title: X\n# ${'x'.repeat(300_000)}`,
			/^1:1 A profile is shorter than 256 kB/,
		],
		['a tag of a program', 'title: !!js/function "x"', /^1:\d+ /],
		['two documents', 'title: X\n---\ntitle: Y', /^\d+:\d+ /],
		[
			'an address that is no page',
			'title: X\nlinks: { support: "javascript:alert(1)" }',
			/^2:19 "support" must be an address that begins with "https:/,
		],
		[
			'a program that is a line for a shell',
			'title: X\nslurm: { commands: { sbatch: "sbatch; rm -rf ~" } }',
			/is no program/,
		],
		[
			'a host that is an option of ssh',
			'title: X\nlogin: { hosts: ["-oProxyCommand=evil"] }',
			/"-oProxyCommand=evil" is no host name/,
		],
	] as const)
		it(`with ${danger} are refused`, () => assert.match(placeOfMistake(text), place));

	for (const [mistake, source, place] of [
		['neither a command nor a file', 'format: json', /^3:5 Either "command" or "file" is needed/],
		['a relative file', 'file: x\n    format: json', /^3:11 "file" must begin with/],
		[
			'a format that nobody knows',
			'command: x\n    format: xml',
			/^4:13 "format" must be one of table, records, json/,
		],
		[
			'a pattern that is none',
			'command: x\n    format: records\n    begin: "("',
			/^5:12 "begin" is no regular expression/,
		],
		[
			'a pattern with a group of another name',
			'command: x\n    format: records\n    begin: a\n    patterns: [{ match: "(?<acount>x)" }]',
			/knows the groups account, .*, not "acount"/,
		],
		[
			'a figure without a unit',
			'command: x\n    format: records\n    begin: a\n    patterns: [{ match: "(?<used>x)" }]',
			/needs "resource" and "unit"/,
		],
		[
			'a table without accounts',
			'command: x\n    format: table\n    layout: bars\n    begin: a\n    columns: { end: E }',
			/"account" is missing/,
		],
		[
			'a period of another kind',
			'command: x\n    format: json\n    fields: { account: n }\n    lines: [{ resource: gpu, unit: h, used: u, period: year }]',
			/"period" must be total, month, or/,
		],
	] as const)
		it(`with a budget with ${mistake} are refused with the place of the mistake`, () => {
			assert.match(placeOfMistake(`title: X\nbudget:\n  - ${source}`), place);
		});

	it('describe a tool that no bundled site has, in YAML alone', () => {
		const { budget } = readProfile(
			[
				'title: Elsewhere',
				'budget:',
				'  - command: quotas --plain',
				'    format: table',
				'    layout: ruler',
				"    begin: '^PROJEKT +GUTHABEN'",
				'    columns: { account: PROJEKT, end: BIS }',
				'    lines:',
				'      - { resource: gpu, unit: GPU-Std, scale: 1000, granted: GUTHABEN, used: VERBRAUCHT }',
				"    skip: ['^Summe ']",
				"    asOf: '^Stand (?<asOf>.*)$'",
			].join('\n'),
			'elsewhere.yaml',
		);
		const output = [
			'Willkommen!',
			'PROJEKT   GUTHABEN  VERBRAUCHT  BIS',
			'--------  --------  ----------  ----------',
			'wetter         1.5        0.25  2027-03-31',
			'klima            -        7.00  2027-03-31',
			'Summe          1.5        7.25',
			'Stand 2026-11-24 06:00',
			'',
		].join('\n');
		const [source] = budget ?? [];
		assert.ok(source);
		// A line for people below the table is not of it.
		const ended = { ...source, format: { ...source.format, end: '^Stand ' } } as typeof source;
		const { budgets, asOf } = readSource(output, ended, new Date());
		assert.deepEqual(
			budgets.map(({ account, lines: [line] }) => [
				account,
				line?.granted,
				line?.used,
				line?.unit,
				line?.end?.getDate(),
			]),
			[
				['wetter', 1500, 250, 'GPU-Std', 1],
				['klima', undefined, 7000, 'GPU-Std', 1],
			],
		);
		assert.deepEqual(asOf, new Date('2026-11-24T06:00'));
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
