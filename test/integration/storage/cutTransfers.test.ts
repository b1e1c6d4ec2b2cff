import assert from 'node:assert/strict';
import { cancelled } from '../../../src/base/abort.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { ReconnectingHost } from '../../../src/remote/steady/reconnectingHost.ts';
import { sweepHere, sweepThere } from '../../../src/storage/transfer/leftovers.ts';
import type { TransferHost } from '../../../src/storage/transfer/transferHost.ts';
import type { TransferPlan } from '../../../src/storage/transfer/transferPlan.ts';
import { answering } from '../../support/answering.ts';
import { type FlakyHost, startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { Counter, FACTS, TwoSides, transferHostOf } from '../../support/twoSides.ts';

/** 60 small files of 20 kB, of which half replace others, a large file, and what else a tree may hold. */
const SOURCE = `mkdir -p tree/known/deep tree/fresh/deep tree/fresh/empty tree/private && cd tree && : >known/zero &&
for i in $(seq 30); do head -c 20000 /dev/urandom >known/$i; head -c 20000 /dev/urandom >fresh/deep/$i; done &&
head -c 100 /dev/urandom >"known/deep/$(printf 'bad\\377name')" && printf x >'known/-rf' && printf x >"fresh/$(printf 'new\\nline')" &&
printf x >"fresh/it's \\$HOME é" && ln -s 1 known/link && ln -s nowhere fresh/dangling &&
name=$(printf 'é%.0s' $(seq 127)) && printf long >"known/\${name}a" && printf long >"known/\${name}b" && printf '#!/bin/sh\\n' >fresh/run &&
chmod 755 fresh/run && chmod 700 private && chmod 640 known/1 && head -c 9000000 /dev/urandom >large &&
find . -type f -exec touch -d '2021-03-04 05:06:07' {} + && touch -d '2021-03-04 05:06:08' fresh/deep fresh known . `;

/** What is at the target before. */
const TARGET = `mkdir -p tree/known && cd tree && for i in $(seq 30); do printf old >known/$i; done && ln -s old known/link && printf old >large &&
name=$(printf 'é%.0s' $(seq 127)) && printf old >"known/\${name}a" && printf old >"known/\${name}b" && find . -type f -exec touch -d 2020-01-01 {} +`;

/** Each place of a file with \`old\`, or the hash of what is there; all else that is there by its name. */
const STATE = `cd tree && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum`;

const PARTS = `find . -name '.aif-part-*'`;
/** More than any block or buffer that was under way. */
const UNDER_WAY = 5_500_000;

describe('A transfer over a link that is cut', () => {
	let flaky: FlakyHost;
	let sure: RemoteHost;
	let sides: TwoSides;
	before(async () => {
		flaky = await startFlakyHost('practice');
		sure = await connectTo('practice');
	});
	beforeEach(async () => {
		sides = await TwoSides.make(sure);
	});
	afterEach(async () => {
		mend();
		await sides.remove();
	});
	after(async () => {
		await flaky.link.close();
		await disconnectAll();
	});

	const mend = () => {
		flaky.link.cutAfter(Number.POSITIVE_INFINITY, 'up');
		flaky.link.cutAfter(Number.POSITIVE_INFINITY, 'down');
	};
	const connectFlaky = () =>
		connect(
			{ name: 'flaky', host: 'flaky', configFile: flaky.configFile },
			{ ask: answering([], true), log: new MemoryLog() },
			forever,
		);
	/** One that comes back by itself, over a link that is whole then. */
	const steadyFlaky = async () =>
		new ReconnectingHost(await connectFlaky(), {
			reopen: async () => {
				mend();
				return connectFlaky();
			},
			...{ now: () => new Date(), random: () => 0 },
		});

	const side = (direction: 'up' | 'down') => ({
		source: async (line: string) => (direction === 'up' ? sides.local(line) : sides.remotely(line)),
		target: async (line: string) => (direction === 'up' ? sides.remotely(line) : sides.local(line)),
	});

	for (const direction of ['up', 'down'] as const) {
		for (const [way, of] of [
			['as a stream', (host: ReconnectingHost): TransferHost => ({ files: host.files, shell: host })],
			['by SFTP alone', (host: ReconnectingHost): TransferHost => ({ files: host.files, shell: undefined })],
		] as const) {
			it(`goes on where it was, ${direction} ${way}, whenever it is cut`, async function () {
				this.timeout(240_000);
				const { source, target } = side(direction);
				await source(SOURCE);
				const facts = await source(FACTS);
				for (const cut of [3_000, 30_000, 600_000, 1_150_000, 4_000_000, 9_000_000]) {
					await target(`rm -rf tree; ${TARGET}`);
					const host = await steadyFlaky();
					const transferHost = of(host);
					const plan = await sides.plan(transferHost, direction);
					const counter = new Counter(plan);
					const before = flaky.link.passed[direction];
					flaky.link.cutAfter(cut, direction);
					const failures = await sides.move(transferHost, direction, { plan, progress: counter });
					const passed = flaky.link.passed[direction] - before;
					assert.deepEqual(failures, [], `cut after ${cut}`);
					assert.equal(await target(FACTS), facts, `cut after ${cut}`);
					assert.equal(await target(PARTS), '', `cut after ${cut}`);
					assert.equal(counter.bytes, plan.bytes, `cut after ${cut}`);
					const all = plan.files.length + plan.links.length + plan.directories.length;
					assert.equal(counter.items, all, `cut after ${cut}`);
					assert.ok(passed > cut && passed < plan.bytes + UNDER_WAY, `${passed} bytes for ${plan.bytes}`);
					await host.dispose();
				}
			});
		}

		it(`leaves the old or the new at each place, whole, ${direction}, when nobody comes back`, async function () {
			this.timeout(240_000);
			const { source, target } = side(direction);
			await source(SOURCE);
			const news = new Set((await source(STATE)).split('\n'));
			const outcomes = new Set<boolean>();
			for (const cut of [3_000, 40_000, 700_000, 1_220_000, 3_000_000, 9_500_000]) {
				await target(`rm -rf tree .aif-part-*; ${TARGET}`);
				const olds = new Set((await target(STATE)).split('\n'));
				const host = await connectFlaky();
				const lost = transferHostOf(host);
				const plan = await sides.plan(lost, direction);
				flaky.link.cutAfter(cut, direction);
				let isGone = false;
				host.onDidClose(() => {
					isGone = true;
				});
				const never = transferHostOf(host, async () => {
					if (isGone) throw new Error('gone for good');
				});
				await assert.rejects(sides.move(never, direction, { plan }));
				mend();
				await host.dispose();
				// What the server had begun by itself ends within moments.
				await sides.remotely('sleep 0.3');
				const found = (await target(STATE)).split('\n').filter((line) => !line.includes('.aif-part-'));
				for (const line of found) assert.ok(olds.has(line) || news.has(line), `cut after ${cut}: ${line}`);
				for (const line of olds) {
					const name = line.slice(66);
					assert.ok(
						found.some((other) => other.slice(66) === name),
						`cut after ${cut}: ${name} is gone`,
					);
				}
				outcomes.add((await target(PARTS)) === '');
				// What is left has a name of its own, and goes at the next run that comes an hour later.
				const known = ['tree', 'tree/known'];
				if (direction === 'up') await sweepThere(transferHostOf(sure).shell, sides.there, known, forever, 0);
				else await sweepHere(sides.here, known, 0);
				assert.equal(await target(PARTS), '', `cut after ${cut}`);
			}
			// Over there nobody can remove what was begun; here it is gone at once.
			assert.deepEqual([...outcomes], [direction === 'down']);
		});

		it(`leaves the old or the new, whole, and nothing else, ${direction}, whenever it is cancelled`, async function () {
			this.timeout(240_000);
			const { source, target } = side(direction);
			await source(SOURCE);
			const news = new Set((await source(STATE)).split('\n'));
			for (const until of [1, 300_000, 900_000, 1_250_000, 5_000_000]) {
				await target(`rm -rf tree; ${TARGET}`);
				const olds = new Set((await target(STATE)).split('\n'));
				const of = transferHostOf(sure);
				const plan = await sides.plan(of, direction);
				const stop = new AbortController();
				const progress = new Counter(plan, (bytes) => bytes >= until && stop.abort(cancelled()));
				const moving = sides.move(of, direction, { plan, progress, signal: stop.signal });
				await assert.rejects(moving, { name: 'AbortError' });
				assert.equal(await target(PARTS), '', `cancelled after ${until}`);
				for (const line of (await target(STATE)).split('\n'))
					assert.ok(olds.has(line) || news.has(line), `cancelled after ${until}: ${line}`);
				assert.equal((await sides.move(of, direction)).length, 0);
				assert.equal(await target(FACTS), await source(FACTS));
			}
		});
	}

	it('sends what arrived of a stream no second time', async () => {
		sides.local('mkdir tree && cd tree && for i in $(seq 200); do head -c 30000 /dev/urandom >$i; done');
		const host = await steadyFlaky();
		const of = { files: host.files, shell: host };
		const plan: TransferPlan = await sides.plan(of, 'up');
		const before = flaky.link.passed.up;
		flaky.link.cutAfter(5_000_000, 'up');
		assert.deepEqual(await sides.move(of, 'up', { plan }), []);
		const passed = flaky.link.passed.up - before;
		// The window of the channel and a frame were under way; from the start it would be 11 MB.
		assert.ok(passed > 5_000_000 && passed < plan.bytes + 4_000_000, `${passed} bytes for ${plan.bytes}`);
		assert.equal(await sides.remotely(FACTS), sides.local(FACTS));
		await host.dispose();
	});
});
