import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Budget, remainingOf, stateOf } from '../../../src/allocation/budget.ts';
import type { BudgetSource } from '../../../src/allocation/source/budgetSource.ts';
import { readSource } from '../../../src/allocation/source/readSource.ts';
import { isProblem } from '../../../src/problems/problem.ts';
import { readProfile } from '../../../src/sites/readProfile.ts';
import type { Site } from '../../../src/sites/site.ts';
import { readingsOfSite } from '../../../src/storage/space/siteQuota.ts';

const BUNDLED = join(import.meta.dirname, '../../../src/sites/profiles');
const FIXTURES = join(import.meta.dirname, '../../fixtures/sites');
const NOW = new Date('2026-11-25T12:00:00');
const NAMES = readdirSync(BUNDLED).map((file) => file.replace('.yaml', ''));

const site = (name: string): Site =>
	readProfile(readFileSync(join(BUNDLED, `${name}.yaml`), 'utf8'), `${name}.yaml`);
const output = (file: string) => readFileSync(join(FIXTURES, file), 'utf8');

/** `account: used of granted unit, left, state` */
const told = (budgets: readonly Budget[]) =>
	budgets.flatMap(({ account, lines }) =>
		lines.map((line) => {
			const { used = '?', granted = '?', unit } = line;
			return `${account}: ${used} of ${granted} ${unit}, ${remainingOf(line) ?? '?'} left, ${stateOf(line, NOW)}`;
		}),
	);

/** Profile, which of its sources, the recorded output, and what it says. */
const READINGS = [
	[
		'lumi',
		0,
		'lumi/project.json',
		[
			'project_test: 500 of 1000 GPU-h, 500 left, fine',
			'project_test: 750 of 1000 core-h, 250 left, fine',
			'project_test: 250 of 1000 TB-h, 750 left, fine',
		],
	],
	[
		'lumi',
		1,
		'lumi/lumi-allocations.txt',
		[
			'project_465000001: 2500 of 10000 GPU-h, 7500 left, fine',
			'project_465000001: 3125 of 1000000 core-h, 996875 left, fine',
			'project_465000001: 40000 of 90000 TB-h, 50000 left, fine',
			'project_465000002: 512 of 500 GPU-h, 0 left, exhausted',
			'project_465000002: 0 of 0 core-h, 0 left, exhausted',
			'project_465000002: 3 of 100 TB-h, 97 left, fine',
		],
	],
	[
		'leonardo',
		0,
		'leonardo/saldo.txt',
		[
			'CNHPC_0000001: 557186 of 640000 local h, 82814 left, expired',
			'IscrB_EXAMPL24: 1160939 of 2400000 local h, 1239061 left, expired',
			'IscrB_EXAMPLFM: 1205697 of 2000000 local h, 794303 left, fine',
		],
	],
	[
		'marenostrum5',
		0,
		'marenostrum5/bsc_acct.txt',
		[
			'bsc32: 653113270 of ? core-h, ? left, unknown',
			'bsc32: 19321980 of ? core-h, ? left, unknown',
			'ehpc103: 0 of ? core-h, ? left, unknown',
			'ehpc103: 271430 of 5760000 core-h, 5488570 left, fine',
		],
	],
	[
		'meluxina',
		0,
		'meluxina/myquota.txt',
		[
			'p20XXXX: 0 of ? node-h (GPU), ? left, unknown',
			'p20XXXX: 0 of ? node-h (CPU), ? left, unknown',
			'p20XXXX: 0 of ? node-h (FPGA), ? left, unknown',
			'p20XXXX: 0 of 65 node-h (GPU), 65 left, fine',
			'p20XXXX: 0 of 328 node-h (CPU), 328 left, fine',
			'p20XXXX: 0 of ? node-h (FPGA), ? left, unknown',
			'p20XXXX: 8 of 130 node-h (GPU), 122 left, fine',
			'p20XXXX: 0 of ? node-h (CPU), ? left, unknown',
			'p20XXXX: 0 of ? node-h (FPGA), ? left, unknown',
		],
	],
	['karolina', 0, 'karolina/it4ifree.txt', ['OPEN-XX-XX: 5169947 of ? NCH, 1292555 left, unknown']],
	[
		'deucalion',
		0,
		'deucalion/billing.txt',
		[
			'F20240001a: 113656 of 200000 core-h (ARM), 86344 left, fine',
			'F20240001g: 0 of 2000 GPU-h, 2000 left, fine',
			'F20240001x: 231 of 10000 core-h (x86), 9769 left, fine',
		],
	],
	['c3se', 0, 'naiss/projinfo-c3se.txt', ['C3SE2017-1-8: 15227.88 of 10000 h, 0 left, exhausted']],
	['c3se', 0, 'naiss/projinfo-alvis.txt', ['NAISS1234-prj-id: 18.97 of 250 h, 231.03 left, fine']],
	['uppmax', 0, 'naiss/projinfo-uppmax.txt', ['s00101-01: 72779.48 of 50000 core-h, 0 left, exhausted']],
	[
		'csc',
		0,
		'csc/csc-projects.txt',
		[
			'project_2012345: 20 of 60000 CPU BU, 59980 left, fine',
			'project_2012345: 30 of 1000 GPU BU, 970 left, fine',
			'project_2012345: 40 of 300000 Storage BU, 299960 left, fine',
			'project_2012345: 10 of 400 Cloud BU, 390 left, fine',
		],
	],
	[
		'archer2',
		0,
		'archer2/maxtresmins.txt',
		['e123: ? of ? CU, ? left, exhausted', 'e123-test: ? of ? CU, ? left, fine'],
	],
] as const;

const sourceOf = (name: string, index: number): BudgetSource => site(name).budget?.[index] ?? assert.fail();

describe('The bundled profiles', () => {
	for (const name of NAMES) {
		it(`say on what they rest: ${name}`, () => {
			const { verified, evidence, title } = site(name);
			assert.ok(verified ?? evidence, title);
		});
	}

	it('do not claim the same host twice', () => {
		const hosts = NAMES.flatMap((name) => site(name).hosts);
		assert.equal(new Set(hosts).size, hosts.length);
	});

	for (const [name, index, file, expected] of READINGS) {
		it(`read ${file} as what it says`, () => {
			assert.deepEqual(told(readSource(output(file), sourceOf(name, index), NOW).budgets), expected);
		});
	}

	it('know how old the figures are where the tool tells', () => {
		const at = (name: string, index: number, file: string) =>
			readSource(output(file), sourceOf(name, index), NOW).asOf?.toString();
		assert.equal(at('csc', 0, 'csc/csc-projects.txt'), new Date('2025-09-02T15:12:00').toString());
		assert.equal(at('lumi', 1, 'lumi/lumi-allocations.txt'), new Date('2026-11-23T09:15:02').toString());
		assert.equal(
			at('marenostrum5', 0, 'marenostrum5/bsc_acct.txt'),
			new Date('2026-09-29T11:30:23').toString(),
		);
	});

	it('know when a budget is over, to the end of its last day', () => {
		const [line] =
			readSource(output('marenostrum5/bsc_acct.txt'), sourceOf('marenostrum5', 0), NOW).budgets[1]?.lines ??
			[];
		assert.deepEqual(line?.end, new Date(2026, 11, 11));
		const [days] =
			readSource(output('karolina/it4ifree.txt'), sourceOf('karolina', 0), NOW).budgets[0]?.lines ?? [];
		assert.deepEqual(days?.end, new Date(2026, 10, 25 + 323 + 1));
	});

	it('believe the one line of Snellius that is known, and nothing else', () => {
		const source = sourceOf('snellius', 0);
		const { budgets } = readSource(
			'(Checked at 12:00)\nBudget left for dispatch: 12,345.6 SBU\n',
			source,
			NOW,
		);
		assert.deepEqual(told(budgets), ['SURF: ? of ? SBU, 12345.6 left, unknown']);
		for (const line of [
			'Budget left for dispatch (3 jobs run): 12,345.6 SBU',
			'Budget left for dispatch: 12.345,6 SBU',
			'Budget left for dispatch: 4 of 12345 SBU',
			'Budget left for dispatch: 12.345 SBU',
			'Budget left for dispatch: unlimited',
		])
			assert.throws(() => readSource(`${line}\n`, source, NOW), { name: 'ProblemError' }, line);
		assert.throws(() => readSource('Nothing of the kind\n', source, NOW), { name: 'ProblemError' });
	});
});

describe('An output that is not as a profile says', () => {
	for (const [name, index, file] of READINGS) {
		const source = sourceOf(name, index);
		const text = output(file);
		const truth = told(readSource(text, source, NOW).budgets);
		const read = (changed: string) => told(readSource(changed, source, NOW).budgets);
		const isRefused = (changed: string) =>
			assert.throws(
				() => read(changed),
				(error) => isProblem(error, 'outputNotUnderstood') && error.problem.detail.length > 0,
			);

		/** An account may be missing where its line is lost; a figure that is there is right. */
		const noneWrong = (outputs: readonly string[]) => {
			for (const changed of outputs) {
				let found: readonly string[] = [];
				try {
					found = read(changed);
				} catch (error) {
					assert.ok(isProblem(error, 'outputNotUnderstood'), String(error));
				}
				for (const one of found) assert.ok(truth.includes(one), `${one}\n${changed.slice(-300)}`);
			}
		};

		it(`is refused when there is nothing in it: ${file}`, () => {
			isRefused('');
			isRefused('\n\n');
		});

		it(`is refused when it is in another language: ${file}`, () => {
			isRefused(text.replace(/[A-Za-z]{4,}/g, (word) => `${word}ż`));
		});

		it(`reads the same with colours, links and carriage returns: ${file}`, () => {
			const coloured = text
				.replace(/\d+/g, (digits) => `\u001b[1;32m${digits}\u001b[0m`)
				.replaceAll('\n', '\r\n');
			assert.deepEqual(read(`\u001b]8;;https://x.example/\u001b\\${coloured}\u001b]8;;\u001b\\`), truth);
		});

		if (source.format.kind !== 'json') {
			it(`reads the same with a message before it: ${file}`, () => {
				assert.deepEqual(
					read(`Warning: the database is slow today, 5 of 7 servers answer.\n\n${text}`),
					truth,
				);
			});

			it(`gives no wrong figure wherever it is cut, as a tool that is ended cuts it: ${file}`, () => {
				noneWrong(Array.from({ length: text.length }, (_, at) => text.slice(0, at)));
			});

			it(`gives no wrong figure when the rows move below their headings: ${file}`, () => {
				const moved = (by: number) => text.replace(/^(\S+)(?= +\d)/gm, (name) => name + ' '.repeat(by));
				noneWrong(Array.from({ length: 12 }, (_, by) => moved(by)));
			});

			it(`gives no wrong figure whatever line is lost, doubled or put in: ${file}`, () => {
				const lines = text.split('\n');
				const changed = fc.tuple(fc.nat(lines.length - 1), fc.constantFrom('lost', 'doubled', 'warned'));
				fc.assert(
					fc.property(changed, ([at, how]) => {
						const line = lines[at] ?? '';
						const put =
							how === 'lost'
								? []
								: how === 'doubled'
									? [line, line]
									: [line, 'slurmdbd: error: timed out after 30 s'];
						let found: readonly string[];
						try {
							found = read(lines.toSpliced(at, 1, ...put).join('\n'));
						} catch (error) {
							assert.ok(isProblem(error, 'outputNotUnderstood'), String(error));
							return;
						}
						const figures = (one: string) => one.replace(/^.*?: /, '').replace(/, \w+$/, '');
						const known = new Set(truth.map(figures));
						for (const one of found) assert.ok(known.has(figures(one)), `${how} line ${at}: ${one}`);
					}),
					{ numRuns: 60 },
				);
			});
		}
	}

	it('is refused when a row has a column more, so that the others moved', () => {
		const saldo = output('leonardo/saldo.txt').replace(/^(IscrB_EXAMPLFM +\d+ +\d+)/m, '$1   12');
		assert.throws(() => readSource(saldo, sourceOf('leonardo', 0), NOW), /no known kind|is not/);
	});

	it('is refused when nothing is said to be left of a grant that was hardly used', () => {
		const projects = output('csc/csc-projects.txt').replace(/59980/, '    0');
		assert.throws(() => readSource(projects, sourceOf('csc', 0), NOW), /is not 0/);
	});

	it('is refused when columns change places under the same headings', () => {
		const billing = output('deucalion/billing.txt').replace('113656 │    200000', '200000 │    113656');
		assert.throws(() => readSource(billing, sourceOf('deucalion', 0), NOW), /is not 56\.8 %/);
	});

	it('is refused when a share stands where an amount should, or a budget ends before it starts', () => {
		const myquota = output('meluxina/myquota.txt').replace('65     0.0%', '0.0%     65');
		assert.throws(() => readSource(myquota, sourceOf('meluxina', 0), NOW), /is no amount|stand below/);
		const saldo = output('leonardo/saldo.txt').replace('20260107    20270107', '20270107    20260107');
		assert.throws(() => readSource(saldo, sourceOf('leonardo', 0), NOW), /end before the start/);
	});

	it('reads the same when a table gets a column more, because columns are found by their headings', () => {
		const wider = output('deucalion/billing.txt')
			.split('\n')
			.map((line) => line.replace(/^([│])/u, line.includes('Account') ? '$1 Partner │' : '$1 PT │'))
			.join('\n');
		assert.equal(told(readSource(wider, sourceOf('deucalion', 0), NOW).budgets).length, 3);
	});
});

describe('Quota tools of the bundled profiles', () => {
	const GIB = 1024 ** 3;
	for (const [name, file, expected] of [
		[
			'csc',
			'csc/csc-workspaces.txt',
			[
				'/scratch/project_2001234 ? of ?, 2100000 of 2500000 files',
				'/users/kkayttaj 4.1 of 14.0, 24000 of 150000 files',
				'/projappl/project_2000123 22.4 of 14.0, 36000 of 150000 files',
				'/scratch/project_2000123 95.9 of 232.8, 389000 of 500000 files',
				'/projappl/project_2001234 23.3 of 93.1, 282000 of 1000000 files',
			],
		],
		[
			'lumi',
			'lumi/lumi-quota.txt',
			[
				'/users/doeuser 9.2 of 20.5, 57000 of 100000 files',
				'/projappl/project_465000001 0.0 of 50.3, 17 of 100000 files',
				'/scratch/project_465000001 1210.7 of 51222.7, 389000 of 2000000 files',
				'/flash/project_465000001 0.0 of 2048.9, 1 of 1000000 files',
			],
		],
		[
			'marenostrum5',
			'marenostrum5/bsc_quota.txt',
			[
				'/gpfs/home 63.2 of 80.0, 546479 of ? files',
				'/gpfs/projects 850.7 of 1000.0, 5723091 of ? files',
				'/gpfs/scratch 3225.6 of 4997.1, 10830071 of ? files',
			],
		],
		[
			'meluxina',
			'meluxina/myquota.txt',
			[
				'/home/users/u10XXXX 90.0 of 100.0, 94566 of 100000 files',
				'/project/home/p20XXXX 0.0 of 1000.0, 142 of 1000000 files',
				'/project/home/p20XXXX 2428.0 of 20000.0, 850390 of 2000000 files',
				'/project/scratch/p20XXXX 0.0 of 1024.0, 1 of 1000000 files',
				'/project/home/p20XXXX 0.0 of 10240.0, 1467 of 1000000 files',
			],
		],
		[
			'c3se',
			'naiss/c3se-quota.txt',
			[
				'/cephyr/users/my_user 17.5 of 30.0, 20559 of 60000 files',
				'/cephyr/NOBACKUP/groups/my_storage_project 2646.5 of 5000.0, 795546 of 1000000 files',
			],
		],
		[
			'uppmax',
			'naiss/uquota.txt',
			[
				'/home/sven 24.7 of 32.0, ? of ? files',
				'/proj/worldpeace 5.1 of 128.0, ? of ? files',
				'/home/sven ? of ?, 79180 of 300000 files',
				'/proj/worldpeace ? of ?, 20276 of 100000 files',
			],
		],
		['cscs', 'cscs/quota.txt', ['/capstor/users/cscs/user 3.2 of 50.0, 14471 of 500000 files']],
		[
			'snellius',
			'snellius/myquota-2023.txt',
			['/home ? of 200.0, ? of 1000000 files', '/scratch-shared ? of 8192.0, ? of 3000000 files'],
		],
		['snellius', 'snellius/myquota-2025.txt', ['/home ? of 200.0, ? of 1000000 files']],
	] as const) {
		it(`read ${file}, each figure in its unit, and invent none`, () => {
			const { quota } = site(name);
			assert.ok(quota);
			const gib = (bytes: number | undefined) => (bytes === undefined ? '?' : (bytes / GIB).toFixed(1));
			assert.deepEqual(
				readingsOfSite(output(file), quota).map(
					({ path, bytes, files }) =>
						`${path} ${gib(bytes?.used)} of ${gib(bytes?.limit)}, ${files?.used ?? '?'} of ${files?.limit ?? '?'} files`,
				),
				expected,
			);
		});
	}
});
