import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readProfile } from '../../../../src/sites/readProfile.ts';
import {
	parseDf,
	readingsOfDf,
	readingsOfLfs,
	readingsOfQuota,
} from '../../../../src/storage/space/quotaTools.ts';
import { readSpace } from '../../../../src/storage/space/readSpace.ts';
import { readingsOfSite, type SiteQuota } from '../../../../src/storage/space/siteQuota.ts';
import { parseCount, parseSize } from '../../../../src/storage/space/sizeText.ts';
import { readingFor, type SpaceReading } from '../../../../src/storage/space/spaceReading.ts';

const GIB = 1024 ** 3;

describe('A size that a tool prints', () => {
	for (const [text, unit, base, bytes] of [
		['200.00 GiB', '', 1024, 200 * GIB],
		['17.5GiB', '', 1000, 17.5 * GIB],
		['9.9G', '', 1000, 9.9e9],
		['9.9G', '', 1024, 9.9 * GIB],
		['54 GB', '', 1000, 54e9],
		['0.5', 'TiB', 1000, 512 * GIB],
		['1234', '', 1024, 1234],
		['1.332G*', '', 1024, 1.332 * GIB],
		['0k', '', 1024, 0],
	] as const) {
		it(`is ${bytes} bytes for "${text}" ${unit}, counted by ${base}`, () => {
			assert.equal(parseSize(text, unit, base), bytes);
		});
	}

	it('is nothing where it is no size, and of files counts by thousands', () => {
		for (const text of ['', '-', 'none', '5 apples', 'G']) assert.equal(parseSize(text), undefined);
		assert.equal(parseCount('389K'), 389_000);
		assert.equal(parseCount('17'), 17);
	});
});

describe('Space in use', () => {
	const DF = `Filesystem     1024-blocks      Used Available Capacity Mounted on
/dev/vda         264212084  26298800  80092112      25% /
srv:/home dirs    10485760   5242880   5242880      50% /home
tmpfs                    -         -         -        - /odd
`;
	const INODES = `Filesystem       Inodes  IUsed    IFree IUse% Mounted on
/dev/vda       16777216 841234 15935982    6% /
srv:/home dirs        0      0        0     - /home
`;

	it('is read from df in KiB, without what is kept for root, and without inodes where there is no number of them', () => {
		assert.deepEqual(parseDf(DF)[1], {
			...{ device: 'srv:/home dirs', total: 10485760, used: 5242880, available: 5242880, mount: '/home' },
		});
		const [root, home] = readingsOfDf(DF, INODES);
		assert.equal(root?.bytes?.limit, (26298800 + 80092112) * 1024);
		assert.equal(root?.files?.used, 841234);
		assert.equal(home?.bytes?.fraction, 0.5);
		assert.equal(home?.files, undefined);
	});

	it('is read from quota in KiB by the device of the folder, also when it is over', () => {
		const text = `Disk quotas for user ada (uid 1001): 
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
      /dev/sda1 5242880* 4194304 6291456 1700000000  900000  1000000 1200000       0
     /dev/other  100  0  0  0  3  0  0  0
`;
		const systems = [{ path: '/home/ada', device: '/dev/sda1', mount: '/home' }];
		assert.deepEqual(readingsOfQuota(text, systems), [
			{
				path: '/home',
				bytes: { used: 5 * GIB, limit: 4 * GIB, hard: 6 * GIB, fraction: 1.25 },
				files: { used: 900_000, limit: 1_000_000, hard: 1_200_000, fraction: 0.9 },
				...{ source: 'quota', isShared: false },
			},
		]);
		assert.deepEqual(readingsOfQuota('Disk quotas for user ada (uid 1001): none\n', systems), []);
	});

	it('is read from lfs quota, with a path on a line of its own, a server that is silent, and without a limit', () => {
		const [reading] = readingsOfLfs(
			`/lustre/very/long/mount/point
                [1048576]*  1048576 2097152 5d23h59m57s       9   10  20       -
`,
			'/lustre/very/long/mount/point',
		);
		assert.deepEqual(reading?.bytes, { used: GIB, limit: GIB, hard: 2 * GIB, fraction: 1 });
		assert.equal(reading?.files?.fraction, 0.9);
		assert.deepEqual(readingsOfLfs('   /lustre  17 0 0 - 3 0 0 -\n', '/lustre'), []);
	});

	it('is never made up from text that is no answer', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				for (const read of [
					() => readingsOfLfs(text, '/x'),
					() => readingsOfQuota(text, []),
					() => readSpace(['/x'], undefined, 'mark').parse(text),
				])
					assert.deepEqual(read(), []);
			}),
		);
	});

	it('is told of a folder by what counts for the person, then by the nearest', () => {
		const reading = (path: string, isShared: boolean, fraction?: number): SpaceReading => ({
			...{ path, isShared, source: 'test' },
			...(fraction !== undefined && { bytes: { fraction } }),
		});
		const all = [
			reading('/', true, 0.1),
			reading('/home', true, 0.2),
			reading('/home', false, 0.3),
			reading('/homes', false, 0.4),
		];
		assert.equal(readingFor('/home/ada', all)?.bytes?.fraction, 0.3);
		assert.equal(readingFor('/homeless', all)?.bytes?.fraction, 0.1);
		assert.equal(readingFor('/home/ada', [])?.path, undefined);
	});
});

describe("A site's own quota command", () => {
	const profile = (name: string) => {
		const file = new URL(`../../../../src/sites/profiles/${name}.yaml`, import.meta.url);
		return readProfile(readFileSync(file, 'utf8'), `${name}.yaml`).quota as SiteQuota;
	};

	it('tells percents on Snellius in its form of 2023, and no bytes, which it does not tell', () => {
		const text = `scur1448@home4|GiB:quota=200.00,limit=210.00,usage=0.0000%|Inodes:quota=1000000,limit=1200000,usage=0.0008%
scur1448@wstor_scratch1|TiB:quota=8.00,limit=10.00,usage=0.0038%|Inodes:quota=3000000,limit=4000000,usage=0.0014%
`;
		const [home, scratch] = readingsOfSite(text, profile('snellius'));
		assert.deepEqual(home, {
			path: '/home',
			bytes: { limit: 200 * GIB, hard: 210 * GIB, fraction: 0 },
			files: { limit: 1_000_000, hard: 1_200_000, fraction: 0.0008 / 100 },
			...{ source: 'myquota', isShared: false },
		});
		assert.equal(scratch?.path, '/scratch-shared');
	});

	it('tells the same in its form of 2025', () => {
		const text = `ada@home6
  Quota                Limit                Usage               
  200.00 GiB           210.00 GiB           65.7232%        GiB        [===================           ]
  1000000 Inodes       1200000 Inodes       70.8850%        Inodes     [=====================         ]
`;
		const [home] = readingsOfSite(text, profile('snellius'));
		assert.equal(home?.path, '/home');
		assert.ok(Math.abs((home?.bytes?.fraction ?? 0) - 0.657232) < 1e-9);
		assert.ok(Math.abs((home?.files?.fraction ?? 0) - 0.70885) < 1e-9);
	});

	const rule = (pattern: string, base: 1000 | 1024 = 1024): SiteQuota => ({
		...{ command: 'tool', patterns: [pattern], areas: [], base, avoid: [] },
	});

	it('may be a table of areas, as on LUMI, that counts by 1000', () => {
		const text = `Disk area                          Capacity(used/max)  Files(used/max)
----------------------------------------------------------------------
/users/doeuser                               9.9G/22G         57K/100K
/scratch/project_465000001                   1.3T/55T        389K/2.0M
`;
		const size = '[\\d.]+[KMGTP]?';
		const pattern = `^(?<path>/\\S+)\\s+(?<used>${size})/(?<quota>${size})\\s+(?<files>${size})/(?<filesQuota>${size})`;
		const [home, scratch] = readingsOfSite(text, rule(pattern, 1000));
		assert.deepEqual(home?.bytes, { used: 9.9e9, limit: 22e9, fraction: 9.9 / 22 });
		assert.deepEqual(scratch?.files, { used: 389_000, limit: 2_000_000, fraction: 0.1945 });
	});

	it('may be blocks of lines, as at C3SE, with colours', () => {
		const text = `Path: /cephyr/users/my_user
  Space used:    \u001b[32m17.5GiB\u001b[0m       Quota:      30GiB
  Files used:      20559       Quota:      60000
`;
		const pattern =
			'^Path: (?<path>/\\S+)\\n\\s+Space used:\\s+(?<used>\\S+)\\s+Quota:\\s+(?<quota>\\S+)\\n\\s+Files used:\\s+(?<files>\\d+)\\s+Quota:\\s+(?<filesQuota>\\d+)';
		assert.deepEqual(readingsOfSite(text, rule(pattern)), [
			{
				path: '/cephyr/users/my_user',
				bytes: { used: 17.5 * GIB, limit: 30 * GIB, fraction: 17.5 / 30 },
				files: { used: 20559, limit: 60000, fraction: 20559 / 60000 },
				...{ source: 'tool', isShared: false },
			},
		]);
	});
});
