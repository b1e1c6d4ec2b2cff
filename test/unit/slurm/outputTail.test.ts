import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { SteadyHost } from '../../../src/remote/remoteHost.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { TailPlaces } from '../../../src/slurm/tailPlaces.ts';
import { FakeOutputHost } from '../../support/fakeOutput.ts';

describe('followOutput', () => {
	beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
	afterEach(() => mock.timers.reset());

	it('delivers the end of the output when the link is lost just as the job ends', async () => {
		const host = new FakeOutputHost('first');
		const tail = follow(host);
		await pass(100);
		host.content = Buffer.from('first-last!');
		host.lose();
		tail.jobOver();
		await pass(600);
		host.comeBack();
		await pass(3_000);
		assert.equal(tail.said, 'first [interrupted] [resumed] -last! [ended]');
	});

	it('delivers it however long the link is gone and whatever is in its way', async () => {
		const host = new FakeOutputHost('first');
		const tail = follow(host);
		await pass(100);
		host.content = Buffer.from('first-last!');
		host.lose(new ProblemError({ kind: 'signInNeeded', host: 'host', user: 'ada' }));
		tail.jobOver();
		await pass(60_000);
		// A new tail takes its time to begin.
		host.delayMs = 2_000;
		host.comeBack();
		await pass(5_000);
		assert.equal(tail.said, 'first [interrupted] [resumed] -last! [ended]');
	});

	it('ends some seconds after the job where the file cannot be looked at any more', async () => {
		const host = new FakeOutputHost('first');
		const tail = follow(host);
		await pass(100);
		host.trouble = denied();
		tail.jobOver();
		await pass(9_000);
		assert.equal(tail.said, 'first');
		await pass(2_000);
		assert.equal(tail.said, 'first [ended]');
	});

	it('ends when the whole file has arrived', async () => {
		const host = new FakeOutputHost('all of it');
		const tail = follow(host);
		await pass(100);
		tail.jobOver();
		await pass(1_100);
		assert.equal(tail.said, 'all of it [ended]');
		assert.equal(host.tails, 0);
	});

	it('waits for a file that is not there yet, and ends without one', async () => {
		const host = new FakeOutputHost(undefined);
		const [tail, other] = [follow(host), follow(new FakeOutputHost(undefined))];
		await pass(1_000);
		host.append('now');
		host.say("tail: '/out' has appeared;  following new file");
		tail.jobOver();
		other.jobOver();
		await pass(2_000);
		assert.equal(tail.said, '[waiting] now [ended]');
		assert.equal(other.said, '[waiting] [ended]');
	});

	it('begins a long file with the first line in its last 256 KiB', async () => {
		const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index}\n`).join('');
		const tail = follow(new FakeOutputHost(lines));
		await pass(100);
		const { text } = tail;
		assert.match(text, /^line \d+\n/);
		assert.ok(text.length <= 256 * 1024 && text.length > 255 * 1024 && lines.endsWith(text));
		assert.equal(tail.skipped, lines.length - text.length);
	});

	it('begins anew when tail says that the file was emptied, replaced, or deleted and made again', async () => {
		const host = new FakeOutputHost('before');
		const tail = follow(host);
		await pass(100);
		for (const words of [
			'tail: /out: file truncated',
			"tail: '/out' has been replaced;  following new file",
			"tail: '/out' has appeared;  following new file",
		]) {
			host.rewrite('after', words);
			await pass(100);
		}
		assert.equal(tail.said, 'before [restarted] after [restarted] after [restarted] after');
	});

	it('notices that the file was rewritten and is longer now, which tail does not', async () => {
		const host = new FakeOutputHost('one two three');
		const tail = follow(host);
		await pass(100);
		host.rewrite('something else, and longer', '');
		await pass(10_000);
		assert.match(tail.said, /\[restarted\] something else, and longer$/);
	});

	it('reads the file itself where tail notices nothing, as on some network file systems', async () => {
		const host = new FakeOutputHost('');
		host.tail = 'sleeps';
		const tail = follow(host);
		await pass(100);
		host.append('first');
		await pass(8_000);
		assert.equal(tail.said, 'first');
		host.append(' second');
		await pass(300);
		assert.equal(tail.said, 'first  second');
		assert.equal(host.tails, 0);
	});

	for (const [why, tail] of [
		['the server allows no more channels', 'refused'],
		['there is no tail', 'dies'],
	] as const) {
		it(`reads the file itself where ${why}, and says nothing of it`, async () => {
			const host = new FakeOutputHost('first ');
			host.tail = tail;
			const following = follow(host);
			await pass(9_000);
			host.append('second');
			await pass(1_200);
			host.lose();
			await pass(300);
			host.content = Buffer.from('first second third');
			host.comeBack();
			await pass(1_200);
			following.jobOver();
			await pass(2_000);
			assert.equal(following.said, 'first  second [interrupted] [resumed]  third [ended]');
		});
	}

	it('starts another tail when somebody ended the first', async () => {
		const host = new FakeOutputHost('first');
		host.tail = 'dies';
		const tail = follow(host);
		await pass(600);
		host.tail = 'works';
		await pass(3_000);
		assert.equal(tail.said, 'first');
		assert.equal(host.tails, 1);
	});

	it('follows many by few tails, and gives a place that is free to another', async () => {
		const places = new TailPlaces(1);
		const [one, two] = [new FakeOutputHost('one'), new FakeOutputHost('two')];
		const [first, second] = [follow(one, { places }), follow(two, { places })];
		await pass(400);
		two.append('!');
		await pass(400);
		assert.deepEqual([first.said, second.said], ['one', 'two !']);
		assert.deepEqual([one.tails, two.tails], [1, 0]);
		first.jobOver();
		await pass(5_000);
		assert.equal(two.tails, 1);
		two.append('?');
		await pass(100);
		assert.equal(second.said, 'two ! ?');
	});

	it('asks little of the login node while nothing happens', async () => {
		const host = new FakeOutputHost('first');
		follow(host);
		await pass(60_000);
		const { requests } = host;
		await pass(60_000);
		assert.ok(host.requests - requests <= 20, `${host.requests - requests} requests`);
		assert.equal(host.starts, 1);
	});

	it('takes a slow reader for what it is, not for a tail that sleeps', async () => {
		const host = new FakeOutputHost('first');
		const tail = follow(host);
		tail.pause();
		await pass(100);
		host.append(' second');
		await pass(60_000);
		assert.equal(host.starts, 1);
		tail.goOn();
		await pass(100);
		assert.equal(tail.said, 'first  second');
	});

	it('leaves out what came too fast, where it may', async () => {
		const mostBehindBytes = 1024 * 1024;
		const host = new FakeOutputHost('first\n');
		const tail = follow(host, { mostBehindBytes });
		tail.pause();
		await pass(100);
		host.append(`${'x'.repeat(9_999_990)}\nthe end\n`);
		await pass(4_000);
		tail.goOn();
		await pass(500);
		assert.ok(tail.text.endsWith('\nthe end\n'));
		assert.ok(tail.skipped > 9_000_000, `${tail.skipped}`);
	});

	it('says what a path leads to that is no file, also when it becomes one later', async () => {
		for (const [type, trouble] of [
			['directory', 'isDirectory'],
			['other', 'special'],
		] as const) {
			const host = new FakeOutputHost('');
			host.type = type;
			const tail = follow(host);
			await pass(100);
			assert.deepEqual([tail.trouble, host.starts], [trouble, 0]);
		}
		const later = new FakeOutputHost('text');
		const tail = follow(later);
		await pass(100);
		later.type = 'other';
		await pass(4_000);
		assert.equal(tail.said, 'text');
		assert.equal(tail.trouble, 'special');
		assert.equal(later.tails, 0);
	});

	it('says that it may not be read', async () => {
		const host = new FakeOutputHost('');
		const tail = follow(host);
		await pass(100);
		host.say("tail: cannot open '/out' for reading: Permission denied");
		await pass(100);
		assert.equal(tail.trouble, 'noPermission');
	});

	it('delivers every byte once, however the link breaks', async () => {
		mock.timers.reset();
		const step = fc.record({
			append: fc.string({ minLength: 1, maxLength: 5 }),
			cut: fc.boolean(),
			way: fc.constantFrom('works', 'refused'),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
				mock.timers.enable({ apis: ['setTimeout', 'Date'] });
				const host = new FakeOutputHost('');
				const tail = follow(host);
				await pass(50);
				for (const { append, cut, way } of steps) {
					host.tail = way as 'works';
					if (cut) host.lose();
					host.append(append);
					await pass(50);
					if (cut) host.comeBack();
				}
				await pass(1_500);
				tail.jobOver();
				await pass(3_000);
				mock.timers.reset();
				assert.equal(tail.text, steps.map(({ append }) => append).join(''));
				assert.ok(tail.said.endsWith('[ended]'));
			}),
			{ numRuns: 20 },
		);
	});
});

/** Follows a file; `said` is what came, with events in brackets. */
function follow(
	host: FakeOutputHost,
	{ places = new TailPlaces(), mostBehindBytes = undefined as number | undefined } = {},
) {
	const over = new AbortController();
	const words: string[] = [];
	const decoder = new TextDecoder();
	let [text, skipped, trouble] = ['', 0, ''];
	let [waiting, goOn] = [Promise.resolve(), () => {}];
	const all = async () => {
		const file = { host: host as unknown as SteadyHost, path: '/out', places, mostBehindBytes };
		for await (const event of followOutput(file, over.signal, new AbortController().signal)) {
			if (event.kind === 'text') text += decoder.decode(event.bytes, { stream: true });
			if (event.kind === 'skipped') skipped += event.bytes;
			words.push(event.kind === 'text' ? new TextDecoder().decode(event.bytes) : `[${event.kind}]`);
			await waiting;
		}
	};
	all().catch((error: unknown) => {
		trouble =
			error instanceof ProblemError && error.problem.kind === 'remoteFile'
				? error.problem.trouble
				: String(error);
	});
	return {
		jobOver: () => over.abort(),
		/** Takes nothing until `goOn`. */
		pause: () => {
			const stop = Promise.withResolvers<void>();
			[waiting, goOn] = [stop.promise, stop.resolve];
		},
		goOn: () => goOn(),
		get said() {
			return words.join(' ');
		},
		get text() {
			return text;
		},
		get skipped() {
			return skipped;
		},
		get trouble() {
			return trouble;
		},
	};
}

/** Lets so much time go by, in steps that others can react to. */
async function pass(ms: number): Promise<void> {
	for (let passed = 0; passed < ms; passed += 50) {
		for (let turns = 0; turns < 6; turns += 1) await turn();
		mock.timers.tick(50);
	}
	for (let turns = 0; turns < 6; turns += 1) await turn();
}

function denied(): ProblemError {
	const facts = { host: 'host', path: '/out', detail: '' };
	return new ProblemError({ kind: 'remoteFile', trouble: 'noPermission', ...facts });
}
