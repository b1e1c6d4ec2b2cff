import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChannelPool } from '../../../../src/remote/link/channelPool.ts';
import type { ChannelUse, Slot } from '../../../../src/remote/link/channelUse.ts';

/** What a step of the model does; whoever comes and goes does so more often than the clock moves. */
const KIND = fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6);

describe('the channels of a connection', () => {
	it('are given at once as long as the server refuses none', () => {
		const { pool, want } = poolOf();
		const all = [
			want('tail'),
			want('shell'),
			want('sftp'),
			...Array.from({ length: 20 }, () => want('tail')),
		];
		assert.ok(all.every(({ slot }) => slot));
		assert.equal(pool.limit, undefined);
	});

	it('are as many as the server refused one at', () => {
		const { pool, open, want } = poolOf();
		open('shell');
		open('sftp');
		const third = want('tail');
		assert.equal(third.begin().full(), true);
		assert.equal(pool.limit, 2);
		assert.equal(pool.hasRoom, false);
	});

	it('are counted without those that were asked for later and have no answer yet', () => {
		const { pool, open, want } = poolOf();
		open('shell');
		const [second, third] = [want('sftp'), want('tail')];
		const [begun] = [second.begin(), third.begin()];
		begun.full();
		assert.equal(pool.limit, 1);
	});

	it('are not waited for when the server refuses the very first', () => {
		assert.equal(poolOf().want('shell').begin().full(), false);
	});

	it('go from an idle service to a tail', () => {
		const { open, want } = poolOf();
		const shell = open('shell');
		const sftp = open('sftp');
		shell.isIdle = false;
		const tail = want('tail');
		tail.begin().full();
		assert.deepEqual([shell.isAskedBack, sftp.isAskedBack], [false, true]);
		sftp.slot?.release();
		assert.ok(tail.slot);
	});

	it('alternate between services, when what is under way is done', () => {
		const { open, want } = poolOf();
		const shell = open('shell');
		shell.isIdle = false;
		const sftp = want('sftp');
		sftp.begin().full();
		assert.deepEqual([shell.isAskedBack, sftp.slot], [true, undefined]);
		const again = want('shell');
		shell.slot?.release();
		assert.deepEqual([again.slot, sftp.isAskedBack], [undefined, false]);
		sftp.begin().opened();
		assert.ok(sftp.isAskedBack);
	});

	it('are not asked back from more than are needed', () => {
		const { open, want } = poolOf();
		const first = open('shell');
		const second = open('sftp');
		const third = want('shell');
		third.begin().full();
		first.slot?.release();
		want('shell');
		assert.ok(second.isAskedBack);
		third.begin().opened();
		assert.equal(third.isAskedBack, false);
	});

	it('leave one for services, however many tails are wanted', () => {
		const { pool, open, want } = poolOf();
		open('shell');
		open('tail');
		const second = want('tail');
		second.begin().full();
		assert.equal(pool.limit, 2);
		assert.ok(!second.slot && !second.isRefused);
	});

	it('are refused to a tail at once where there is but one', () => {
		const { open, want } = poolOf();
		open('shell');
		const tail = want('tail');
		tail.begin().full();
		assert.ok(tail.isRefused);
		assert.ok(want('tail').isRefused);
	});

	it('go to what a person waits for first, but nobody is passed over more than twice', () => {
		const { open, want } = poolOf();
		let holder = open('sftp');
		const shell = want('shell');
		shell.begin().full();
		let waiting = [shell, want('sftp'), want('sftp'), want('sftp'), want('sftp')];
		const served: string[] = [];
		while (waiting.length > 0) {
			holder.slot?.release();
			holder = waiting.find(({ slot }) => slot) ?? assert.fail('nobody is served');
			waiting = waiting.filter((other) => other !== holder);
			served.push(holder.name);
			holder.begin().opened();
		}
		assert.deepEqual(served, ['sftp', 'sftp', 'shell', 'sftp', 'sftp']);
	});

	it('are counted anew when one beyond the limit opens, which is tried more and more seldom', () => {
		const { pool, open, want, clock } = poolOf();
		open('shell').isIdle = false;
		const early = want('sftp');
		early.begin().full();
		const opensAfter = (seconds: number) => {
			clock.now += seconds * 1000;
			return want('sftp').slot !== undefined || early.slot !== undefined;
		};
		assert.equal(opensAfter(59), false);
		assert.equal(opensAfter(2), true);
		early.begin().full();
		assert.equal(opensAfter(61), false);
		assert.equal(opensAfter(60), true);
		assert.equal(pool.limit, 1);
		early.begin().opened();
		assert.equal(pool.limit, 2);
	});

	it('never get lost or shared out twice, whatever happens in which order', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5 }),
				fc.boolean(),
				fc.array(fc.tuple(KIND, fc.nat(30)), { maxLength: 120 }),
				(limit, isPatient, steps) => {
					const server = new Server(limit, isPatient);
					for (const [kind, which] of steps) server.step(kind, which);
					server.calmDown();
				},
			),
			{ numRuns: 1_500 },
		);
	});
});

function poolOf() {
	const clock = { now: 0 };
	const pool = new ChannelPool(() => clock.now);
	const want = (name: Wanted['name']) => new Wanted(pool, name);
	const open = (name: Wanted['name']) => {
		const wanted = want(name);
		wanted.begin().opened();
		return wanted;
	};
	return { pool, clock, want, open };
}

/** Somebody who wants a channel, and what became of that. */
class Wanted {
	readonly name: 'shell' | 'sftp' | 'tail';
	readonly leave: () => void;
	slot: Slot | undefined;
	isIdle = true;
	isAskedBack = false;
	isRefused = false;

	/** Those that are idle may give back their channel at once, while they are asked. */
	constructor(
		pool: ChannelPool,
		name: Wanted['name'],
		onGranted = () => {},
		onAskedBack: (wanted: Wanted) => void = () => {},
	) {
		this.name = name;
		const use: ChannelUse =
			name === 'tail'
				? { kind: 'longLived' }
				: {
						kind: 'service',
						isUrgent: name === 'sftp',
						isIdle: () => this.isIdle,
						giveBack: () => {
							assert.equal(this.isAskedBack, false, 'asked twice');
							this.isAskedBack = true;
							onAskedBack(this);
						},
					};
		this.leave = pool.ask({
			use,
			granted: (slot) => {
				assert.equal(this.slot, undefined, 'granted twice');
				this.slot = slot;
				onGranted();
			},
			refused: () => {
				this.isRefused = true;
			},
		});
	}

	/** Takes the slot to the server. */
	begin(): Slot {
		const slot = this.slot ?? assert.fail('not granted');
		slot.begin();
		return { ...slot, full: () => this.#full(slot) };
	}

	#full(slot: Slot): boolean {
		this.slot = undefined;
		return slot.full();
	}
}

/** A server with a limit that keeps its own count, and clients that do anything they may in any order. */
class Server {
	readonly #limit: number;
	readonly #isPatient: boolean;
	readonly #clock = { now: 0 };
	readonly #pool = new ChannelPool(() => this.#clock.now);
	#waiting: Wanted[] = [];
	#open: Wanted[] = [];
	/** Slots that are granted and not given back, as this side counts them. */
	#inUse = 0;

	/** @param isPatient true when time passes, so that the pool may doubt its limit */
	constructor(limit: number, isPatient: boolean) {
		this.#limit = limit;
		this.#isPatient = isPatient;
	}

	step(kind: number, which: number): void {
		const names = ['shell', 'sftp', 'tail'] as const;
		const waiting = this.#waiting[which % (this.#waiting.length || 1)];
		const open = this.#open[which % (this.#open.length || 1)];
		if (kind === 0) this.#waiting.push(this.#want(names[which % 3] ?? 'tail'));
		else if (kind === 1) this.#answer();
		else if (kind === 2 && open) this.#close(open);
		else if (kind === 3 && waiting) this.#giveUp(waiting);
		else if (kind === 4 && waiting?.slot) this.#fail(waiting, waiting.slot);
		else if (kind === 5 && this.#isPatient) this.#clock.now += which * 10_000;
		else if (kind === 6 && open) open.isIdle = which % 2 === 0;
		this.#check();
	}

	/** From here on nobody comes any more and everybody does as told: all have to be served and gone in the end. */
	calmDown(): void {
		for (let round = 0; this.#waiting.length + this.#open.length > 0; round++) {
			assert.ok(round < 2_000, `${this.#waiting.length} starve, ${this.#open.length} open`);
			this.#answer();
			for (const open of [...this.#open]) {
				if (open.isAskedBack || open.name === 'tail' || this.#waiting.length === 0) this.#close(open);
			}
			this.#check();
		}
		const { limit } = this.#pool;
		const fresh = Array.from({ length: limit ?? 3 }, () => this.#want('shell'));
		assert.ok(
			fresh.every(({ slot }) => slot),
			'a slot leaked',
		);
	}

	/** Says yes or no to the opens that are on their way, in their order. */
	#answer(): void {
		for (const wanted of [...this.#waiting]) {
			if (wanted.isRefused) this.#giveUp(wanted);
			else if (wanted.slot && this.#open.length < this.#limit) {
				this.#waiting = this.#waiting.filter((other) => other !== wanted);
				this.#open.push(wanted);
				wanted.begin().opened();
			} else if (wanted.slot) {
				this.#inUse--;
				wanted.begin().full();
			}
		}
	}

	#close(wanted: Wanted): void {
		this.#open = this.#open.filter((other) => other !== wanted);
		this.#inUse--;
		wanted.slot?.release();
	}

	#giveUp(wanted: Wanted): void {
		this.#waiting = this.#waiting.filter((other) => other !== wanted);
		if (wanted.slot) this.#inUse--;
		wanted.leave();
	}

	#fail(wanted: Wanted, slot: Slot): void {
		this.#waiting = this.#waiting.filter((other) => other !== wanted);
		slot.begin();
		this.#inUse--;
		slot.release();
	}

	#want(name: Wanted['name']): Wanted {
		const onGranted = () => {
			this.#inUse++;
			const most = (this.#pool.limit ?? Number.POSITIVE_INFINITY) + (this.#isPatient ? 1 : 0);
			assert.ok(this.#inUse <= most, `${this.#inUse} granted of ${this.#pool.limit}`);
		};
		return new Wanted(this.#pool, name, onGranted, (wanted) => wanted.isIdle && this.#close(wanted));
	}

	#check(): void {
		const { limit } = this.#pool;
		assert.ok(limit === undefined || limit <= this.#limit, `learned ${limit} of ${this.#limit}`);
		const isWaiting = this.#waiting.some(({ slot, isRefused }) => !slot && !isRefused);
		assert.equal(this.#pool.hasRoom && isWaiting, false);
	}
}
