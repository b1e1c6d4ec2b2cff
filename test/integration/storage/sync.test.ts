import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteHost, SteadyHost } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { ReconnectingHost } from '../../../src/remote/steady/reconnectingHost.ts';
import { expandFolder } from '../../../src/storage/sync/expandFolder.ts';
import { planFetchResults, runFetch } from '../../../src/storage/sync/fetchResults.ts';
import { SyncMemories } from '../../../src/storage/sync/syncMemory.ts';
import type { SyncDecision } from '../../../src/storage/sync/syncPlan.ts';
import {
	needsWord,
	type PreparedSync,
	planAgain,
	planSync,
	runSync,
	type SyncRequest,
} from '../../../src/storage/sync/syncUp.ts';
import type { TransferHost } from '../../../src/storage/transfer/transferHost.ts';
import { answering } from '../../support/answering.ts';
import { type FlakyHost, startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';

const SILENT = { moved: () => {}, done: () => {}, current: () => {} };
const NOTHING: SyncDecision = { overwrite: new Set(), delete: new Set() };

/** Type, mode, seconds, size and target of everything, and the names in bytes. */
const FACTS = `find . -mindepth 1 ! -type d -printf '%y %m %s %l ' -printf '%P\\0' | LC_ALL=C sort -z | od -An -c && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | cut -c1-64 && find . -mindepth 1 -type f -printf '%T@ ' -printf '%P\\0' | cut -z -d. -f1,3- | LC_ALL=C sort -z | od -An -c`;

/** Names of all kinds, links, modes, an empty folder, a file that goes in blocks. */
const MAKE = `mkdir -p src/deep empty && printf hello >plain.txt && touch -d '2021-03-04 05:06:07' plain.txt &&
printf '#!/bin/sh\\n' >src/run && chmod 750 src/run && printf x >"$(printf 'bad\\377name')" && printf x >'-rf' &&
printf x >"$(printf 'new\\nline')" && printf x >"it's \\$HOME é" && ln -s plain.txt link && ln -s nowhere src/dangling &&
ln -s .. src/up && head -c 3000000 /dev/urandom >src/deep/large.bin`;

describe('The sync of a workspace', () => {
	let host: RemoteHost;
	/** The folders of a test: a workspace here, its place there, and what is remembered. */
	let here: string;
	let there: string;
	let memories: SyncMemories;
	const made: string[] = [];

	before(async () => {
		host = await connectTo('practice');
	});
	beforeEach(async () => {
		const folder = mkdtempSync(join(tmpdir(), 'aif-sync-'));
		made.push(folder);
		here = join(folder, 'work space');
		execFileSync('mkdir', [here]);
		memories = new SyncMemories(join(folder, 'memory'));
		there = `${(await shell('mktemp -d')).trim()}/it's there`;
	});
	afterEach(async () => {
		for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
		await shell(`rm -rf ${JSON.stringify(there.replace(/\/[^/]*$/, ''))}`);
	});
	after(disconnectAll);

	const shell = async (commandLine: string): Promise<string> => {
		const { stdout, stderr, exitCode } = await host.exec(commandLine, forever);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	};
	const local = (commandLine: string) =>
		execFileSync('sh', ['-c', `cd "$1" && ${commandLine}`, 'sh', here], { encoding: 'latin1' });
	const remotely = (commandLine: string) => shell(`cd ${JSON.stringify(there)} && ${commandLine}`);

	const byShell = (of: RemoteHost): TransferHost => {
		const bound = { name: of.name, stream: of.stream.bind(of), exec: of.exec.bind(of) };
		return { files: of.files, shell: { ...bound, whenUp: async () => {} } as unknown as SteadyHost };
	};
	const bySftp = (of: RemoteHost): TransferHost => ({ files: of.files, shell: undefined });

	const requestOf = (of: TransferHost, more: Partial<SyncRequest> = {}): SyncRequest => ({
		host: of,
		pair: { cluster: 'practice', remote: there, local: here },
		...{ exclude: [], delete: 'ask', memories },
		...more,
	});
	const plan = (request: SyncRequest) => planSync(request, () => undefined, forever);
	/** Plans and does what was decided of the plan. */
	async function sync(
		request: SyncRequest = requestOf(byShell(host)),
		decide: (prepared: PreparedSync) => SyncDecision = () => NOTHING,
	) {
		const prepared = await plan(request);
		const outcome = await runSync(prepared, decide(prepared), SILENT, forever);
		assert.deepEqual(outcome.failures, []);
		return { prepared, outcome };
	}
	const all = ({ overwrites, deletions }: PreparedSync): SyncDecision => ({
		overwrite: new Set(overwrites.map(({ entry }) => entry.path)),
		delete: new Set(deletions.map(({ path }) => path)),
	});
	const namesOf = (prepared: PreparedSync) => ({
		sent: [...prepared.transfer.files, ...prepared.transfer.links].map(({ entry }) => entry.path).sort(),
		asked: prepared.overwrites.map(({ entry, why }) => `${entry.path} ${why}`),
		deleted: prepared.deletions.map(({ path }) => path),
		modes: prepared.modes.map(({ path }) => path),
	});
	const NONE = { sent: [], asked: [], deleted: [], modes: [] };

	for (const [way, of] of [
		['by a shell', byShell],
		['by SFTP alone', bySftp],
	] as const) {
		it(`makes the folder, sends all with modes, times and links, and has nothing to do then, ${way}`, async () => {
			local(MAKE);
			const { prepared } = await sync(requestOf(of(host)));
			assert.equal(prepared.isFirst, true);
			assert.equal(prepared.isFolderMissing, true);
			assert.equal(await remotely(FACTS), local(FACTS));
			assert.equal(await remotely('ls -d empty'), 'empty\n');
			const again = await plan(requestOf(of(host)));
			assert.deepEqual(namesOf(again), NONE);
			assert.equal(needsWord(again), false);
		});

		it(`sends what changed here, and asks for nothing, ${way}`, async () => {
			local('mkdir a && echo 1 >a/x && echo 2 >a/y && ln -s x a/l');
			await sync(requestOf(of(host)));
			local('echo one >a/x && ln -sfn y a/l && echo 3 >a/z');
			const { prepared } = await sync(requestOf(of(host)));
			assert.deepEqual(namesOf(prepared), { ...NONE, sent: ['a/l', 'a/x', 'a/z'] });
			assert.equal(needsWord(prepared), false);
			assert.equal(await remotely('cat a/x a/z && readlink a/l'), 'one\n3\ny\n');
		});

		it(`deletes only what it sent, is unchanged, and only when told, ${way}`, async () => {
			local('mkdir -p a/b && echo 1 >a/x && echo 2 >a/b/y && echo 3 >a/changed && ln -s x a/l');
			await sync(requestOf(of(host)));
			await remotely(
				'echo result >a/out.csv && mkdir outputs && echo r >outputs/r && echo longer >a/changed',
			);
			local('rm -r a');
			assert.deepEqual(namesOf(await plan(requestOf(of(host), { delete: 'never' }))), NONE);
			const asked = await plan(requestOf(of(host)));
			assert.deepEqual(namesOf(asked), { ...NONE, deleted: ['a/b/y', 'a/l', 'a/x', 'a/b'] });
			assert.equal(needsWord(asked), true);
			await sync(requestOf(of(host)), all);
			assert.equal(
				await remotely('find . -type f | sort && ls a'),
				'./a/changed\n./a/out.csv\n./outputs/r\nchanged\nout.csv\n',
			);
			assert.deepEqual(namesOf(await plan(requestOf(of(host)))), NONE);
		});

		it(`never overwrites unasked what was changed there, ${way}`, async () => {
			local('echo 1 >mine && echo 2 >theirs && echo 3 >both');
			await sync(requestOf(of(host)));
			await remotely('echo job >theirs && echo job and more >both && touch -d "1 hour" theirs');
			local('echo me >mine && echo me too >both');
			const { prepared } = await sync(requestOf(of(host)));
			assert.deepEqual(namesOf(prepared), {
				...NONE,
				sent: ['mine'],
				asked: ['both changed', 'theirs changed'],
			});
			assert.deepEqual(
				prepared.overwrites.map(({ isNewer }) => isNewer),
				[false, true],
			);
			assert.equal(await remotely('cat mine theirs both'), 'me\njob\njob and more\n');
			await sync(requestOf(of(host)), all);
			assert.equal(await remotely('cat mine theirs both'), 'me\n2\nme too\n');
			assert.deepEqual(namesOf(await plan(requestOf(of(host)))), NONE);
		});
	}

	it('compares the content of what it meets the first time, and asks only about what differs', async () => {
		local('echo same >a && echo mine >b && echo mine >c');
		await shell(`mkdir ${JSON.stringify(there)}`);
		await remotely('echo same >a && echo your >b && echo longer >c && touch -d 2020-01-01 a b c');
		const { prepared } = await sync();
		assert.deepEqual(namesOf(prepared), { ...NONE, asked: ['b stranger', 'c stranger'] });
		assert.equal(prepared.isFolderMissing, false);
		assert.equal(await remotely('cat a b c'), 'same\nyour\nlonger\n');
		local('rm a');
		assert.deepEqual(
			namesOf(await plan(requestOf(byShell(host)))).deleted,
			[],
			'it was never sent from here',
		);
	});

	it('follows only the permission bits where only they changed', async () => {
		local('echo x >run && chmod 644 run');
		await sync();
		local('chmod 755 run');
		const { prepared } = await sync();
		assert.deepEqual(namesOf(prepared), { ...NONE, modes: ['run'] });
		assert.equal(await remotely('stat -c %a run'), '755\n');
		assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))), NONE);
	});

	it('asks no more about what the person keeps there', async () => {
		local('echo 1 >a && echo 2 >b');
		await sync();
		local('rm a b');
		await sync(requestOf(byShell(host)), () => ({ ...NOTHING, delete: new Set(['b']) }));
		assert.equal(await remotely('ls'), 'a\n');
		assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))), NONE);
	});

	it('deletes nothing that was not asked about, nor what changed while the person was thinking', async () => {
		local('echo 1 >a && echo 2 >b && echo 3 >c');
		await sync();
		local('rm a b');
		const asked = await plan(requestOf(byShell(host)));
		local('rm c');
		await remotely('echo by a job >b');
		const prepared = await planAgain(asked, () => undefined, forever);
		assert.deepEqual(namesOf(prepared).deleted, ['a']);
		await runSync(prepared, all(asked), SILENT, forever);
		assert.equal(await remotely('cat b c'), 'by a job\n3\n');
		assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))).deleted, ['c']);
	});

	it('leaves what git ignores and what is excluded, and deletes nothing that became so', async () => {
		local(
			'mkdir data .git && echo d >data/d && echo l >x.log && echo k >keep.log && echo s >secret && echo g >.git/HEAD',
		);
		local("printf '*.log\\n!keep.log\\ndata/\\n' >.gitignore");
		const request = requestOf(byShell(host), { exclude: ['/secret'] });
		await sync(request);
		assert.equal(await remotely('find . -type f | sort'), './.gitignore\n./keep.log\n');
		assert.deepEqual(namesOf(await plan({ ...request, exclude: ['/secret', '!data/'] })).sent, ['data/d']);
		assert.deepEqual(namesOf(await plan({ ...request, exclude: ['keep.log'] })).deleted, []);
	});

	it('goes through no link over there', async () => {
		local('mkdir data && echo 1 >data/x && echo 2 >data/y');
		await sync();
		await remotely('mkdir ../elsewhere && mv data/* ../elsewhere/ && rmdir data && ln -s ../elsewhere data');
		local('rm data/x && echo longer >data/y');
		const { prepared } = await sync(requestOf(byShell(host)), all);
		assert.deepEqual(namesOf(prepared), NONE);
		assert.deepEqual(
			prepared.transfer.blocked.map(({ entry }) => entry.path),
			['data'],
		);
		assert.equal(await remotely('cat data/x data/y && readlink data'), '1\n2\n../elsewhere\n');
	});

	it('puts a folder in the place of a file, and a file in that of a folder, when it may delete', async () => {
		local('echo 1 >a && mkdir b && echo 2 >b/x');
		await sync();
		local('rm -r a b && mkdir a && echo 3 >a/y && echo 4 >b');
		const { prepared } = await sync(requestOf(byShell(host)), all);
		assert.deepEqual(namesOf(prepared).deleted, ['a', 'b/x', 'b']);
		assert.equal(await remotely('cat a/y b'), '3\n4\n');
		assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))), NONE);
	});

	it('takes a workspace that is gone for a mistake, not for one without files', async () => {
		local('echo 1 >a');
		await sync();
		rmSync(here, { recursive: true });
		await assert.rejects(plan(requestOf(byShell(host))), { code: 'ENOENT' });
	});

	it('says that there is not enough room before it begins', async () => {
		local('truncate -s 900T sparse 2>/dev/null || truncate -s 15T sparse');
		await sync(requestOf(byShell(host), { exclude: ['sparse'] }));
		const prepared = await plan(requestOf(byShell(host)));
		assert.equal(prepared.shortage?.of, 'bytes');
		assert.equal(needsWord(prepared), true);
	});

	describe('the way back', () => {
		const fetchOf = (patterns: readonly string[], again = false) => ({
			...{ host: byShell(host), pair: { cluster: 'practice', remote: there, local: here } },
			...{ patterns, memories, again },
		});
		async function fetch(
			patterns: readonly string[],
			overwrite: ReadonlySet<string> = new Set(),
			again = false,
		) {
			const prepared = await planFetchResults(fetchOf(patterns, again), forever);
			const { fetched, failures } = await runFetch(prepared, overwrite, SILENT, forever);
			assert.deepEqual(failures, []);
			return {
				came: [...fetched.files, ...fetched.links].map(({ entry }) => entry.path).sort(),
				asked: prepared.overwrites.map(({ entry }) => entry.path),
				deletedHere: prepared.deletedHere.map(({ path }) => path),
			};
		}

		it('brings what matches, once, and again when it changed there', async () => {
			local('mkdir data && echo in >data/in.csv && echo s >s.py');
			await sync();
			await remotely(
				'mkdir -p outputs/run/deep && echo 1 >outputs/run/deep/model && echo t >top.csv && echo n >notes && ln -s model outputs/run/deep/latest && ln -s ../secret.csv leads.csv',
			);
			const patterns = ['outputs/**', '*.csv'];
			const expected = ['leads.csv', 'outputs/run/deep/latest', 'outputs/run/deep/model', 'top.csv'];
			assert.deepEqual((await fetch(patterns)).came, expected);
			assert.equal(local('cat outputs/run/deep/latest top.csv'), '1\nt\n');
			assert.deepEqual((await fetch(patterns)).came, []);
			await remotely('echo 22 >outputs/run/deep/model');
			assert.deepEqual((await fetch(patterns)).came, ['outputs/run/deep/model']);
			assert.equal(local('cat outputs/run/deep/model'), '22\n');
			assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))), NONE, 'what came back is not sent');
			local('rm -r outputs');
			assert.deepEqual(namesOf(await plan(requestOf(byShell(host)))).deleted, [], 'nor deleted there');
		});

		it('asks before it overwrites what was changed here, and leaves what only changed here', async () => {
			await shell(`mkdir ${JSON.stringify(there)}`);
			await remotely('echo 1 >a.csv && echo 1 >b.csv && echo 1 >c.csv');
			local('echo mine >c.csv');
			assert.deepEqual(await fetch(['*.csv']), {
				came: ['a.csv', 'b.csv'],
				asked: ['c.csv'],
				deletedHere: [],
			});
			assert.equal(local('cat a.csv b.csv c.csv'), '1\n1\nmine\n');
			local('echo edited >a.csv && echo edited >b.csv');
			await remotely('echo 2222 >b.csv');
			assert.deepEqual((await fetch(['*.csv'])).asked, ['b.csv', 'c.csv']);
			assert.equal(local('cat a.csv b.csv'), 'edited\nedited\n');
			assert.deepEqual((await fetch(['*.csv'], new Set(['b.csv']))).came, ['b.csv']);
			assert.equal(local('cat a.csv b.csv c.csv'), 'edited\n2222\nmine\n');
		});

		it('brings nothing again that was deleted here, unless told', async () => {
			await shell(`mkdir ${JSON.stringify(there)}`);
			await remotely('echo 1 >a.csv && echo 2 >b.csv');
			await fetch(['*.csv']);
			local('rm a.csv');
			assert.deepEqual(await fetch(['*.csv']), { came: [], asked: [], deletedHere: ['a.csv'] });
			assert.deepEqual((await fetch(['*.csv'], new Set(), true)).came, ['a.csv']);
		});
	});

	describe('over a link that is cut', () => {
		let flaky: FlakyHost;
		before(async () => {
			flaky = await startFlakyHost('practice');
		});
		after(() => flaky.link.close());

		const connectFlaky = () =>
			connect(
				{ name: 'flaky', host: 'flaky', configFile: flaky.configFile },
				{ ask: answering([], true), log: new MemoryLog() },
				forever,
			);
		const MANY =
			'mkdir src && for i in $(seq 60); do head -c 20000 /dev/urandom >src/$i; done && head -c 3000000 /dev/urandom >large';

		it('goes on wherever that happens', async function () {
			this.timeout(120_000);
			local(MANY);
			for (const cut of [3_000, 40_000, 600_000, 2_500_000]) {
				const of = new ReconnectingHost(await connectFlaky(), {
					reopen: async () => {
						flaky.link.cutAfter(Number.POSITIVE_INFINITY, 'up');
						return connectFlaky();
					},
					...{ now: () => new Date(), random: () => 0 },
				});
				await shell(`rm -rf ${JSON.stringify(there)}`);
				flaky.link.cutAfter(cut, 'up');
				const request = requestOf(
					{ files: of.files, shell: of },
					{ memories: new SyncMemories(join(here, '../m', `${cut}`)) },
				);
				await sync(request);
				assert.equal(await remotely(FACTS), local(FACTS), `cut after ${cut}`);
				assert.deepEqual(namesOf(await plan(request)), NONE);
				await of.dispose();
			}
		});

		it('is mended by the next sync without a question, when nobody comes back', async function () {
			this.timeout(120_000);
			for (const cut of [30_000, 400_000, 1_000_000, 2_500_000]) {
				local('rm -rf src large');
				local(MANY);
				await shell(`rm -rf ${JSON.stringify(there)}`);
				const own = new SyncMemories(join(here, '../m', `lost-${cut}`));
				const lost = await connectFlaky();
				const gone = {
					...{ name: lost.name, stream: lost.stream.bind(lost), exec: lost.exec.bind(lost) },
					whenUp: async () => {
						throw new Error('gone for good');
					},
				} as unknown as SteadyHost;
				flaky.link.cutAfter(cut, 'up');
				await assert.rejects(
					sync(requestOf({ files: lost.files, shell: gone }, { memories: own })),
					/gone for good/,
				);
				flaky.link.cutAfter(Number.POSITIVE_INFINITY, 'up');
				await lost.dispose();
				local('echo edited meanwhile >src/7');
				const { prepared } = await sync(requestOf(byShell(host), { memories: own }));
				assert.deepEqual(namesOf(prepared).asked, [], `cut after ${cut}`);
				assert.equal(await remotely(FACTS), local(FACTS), `cut after ${cut}`);
			}
		});
	});

	it('works for people whose login shell is tcsh', async () => {
		const [name] =
			Object.entries(readFactory().aliases).find(([, { user }]) =>
				readFactory().users[user]?.shell.endsWith('tcsh'),
			) ?? assert.fail('no tcsh user');
		const theirs = await connectTo(name);
		const home = await run(theirs, expandFolder('~/sync test', 'x'), forever);
		const request = requestOf(byShell(theirs), { pair: { cluster: name, remote: home, local: here } });
		try {
			local(`${MAKE} && echo old >old`);
			await sync(request);
			local('rm old');
			const { prepared } = await sync(request, all);
			assert.deepEqual(namesOf(prepared), { ...NONE, deleted: ['old'] });
			const { stdout } = await theirs.exec(`cd ~/'sync test' && ${FACTS}`, forever);
			assert.equal(stdout, local(FACTS));
		} finally {
			await theirs.exec(`rm -rf ~/'sync test'`, forever);
		}
	});

	it('finds the folder as the person writes it', async () => {
		const expand = (folder: string) => run(host, expandFolder(folder, 'aiFactory.sync'), forever);
		const home = (await shell('printenv HOME')).trim();
		assert.equal(await expand('~/a b/'), `${home}/a b`);
		assert.equal(await expand('$HOME/x'), `${home}/x`);
		// biome-ignore lint/suspicious/noTemplateCurlyInString: as people write it
		assert.equal(await expand('${HOME}'), home);
		assert.equal(await expand('/data//x/./y'), '/data/x/y');
		for (const wrong of ['relative', '$NOWHERE/x', '/', '/data', '~/../x', '$(id)/x', '~other/x'])
			assert.equal((await problemOf(expand(wrong))).kind, 'badSetting', wrong);
	});
});
