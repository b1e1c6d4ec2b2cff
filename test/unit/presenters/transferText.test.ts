import assert from 'node:assert/strict';
import fc from 'fast-check';
import { failureLines, planSize, shortageText, TransferMeter } from '../../../src/presenters/transferText.ts';
import type { PlanItem } from '../../../src/storage/transfer/transferPlan.ts';

const MIB = 1024 * 1024;
const item = (path: string): PlanItem => ({
	entry: { path, type: 'file', size: 1, modified: 0, mode: 0o644 },
});
const plan = (bytes: number, count: number) => ({
	bytes,
	files: Array.from({ length: count }, (_, index) => item(`${index}`)),
	links: [],
	directories: [],
});

describe('What a transfer shows while it runs', () => {
	it('is bytes, files, rate, remaining time and the current file', () => {
		let now = 0;
		const meter = new TransferMeter(plan(100 * MIB, 4), () => now);
		assert.equal(meter.line(), '0 B of 100 MiB · 0 of 4 files');
		meter.current('run/model.bin');
		meter.moved(10 * MIB);
		meter.done(1);
		now = 2_000;
		assert.equal(meter.line(), '10 MiB of 100 MiB · 1 of 4 files · 5.0 MiB/s · 18 s left · model.bin');
	});

	it('has the rate of the last seconds, not of a stall before them', () => {
		let now = 0;
		const meter = new TransferMeter(plan(1000 * MIB, 1), () => now);
		for (let second = 0; second < 60; second++) {
			now += 1_000;
			meter.line();
		}
		for (let second = 0; second < 10; second++) {
			now += 1_000;
			meter.moved(8 * MIB);
			meter.line();
		}
		assert.match(meter.line(), / 8\.0 MiB\/s · 2 min left/);
	});

	it('has no rate and no end while nothing comes', () => {
		let now = 0;
		const meter = new TransferMeter(plan(MIB, 1), () => now);
		meter.moved(1000);
		for (let second = 0; second < 20; second++) {
			now += 1_000;
			meter.line();
		}
		assert.equal(meter.line(), '1000 B of 1.0 MiB · 0 of 1 files');
	});

	it('counts hours of what takes long', () => {
		let now = 0;
		const meter = new TransferMeter(plan(1_000_000 * MIB, 1), () => now);
		meter.moved(10 * MIB);
		now = 1_000;
		assert.match(meter.line(), /27\.8 h left/);
	});

	it('goes from 0 to 1 by files where there are no bytes', () => {
		const links = { bytes: 0, files: [], links: [item('a'), item('b')], directories: [] };
		const meter = new TransferMeter(links, () => 0);
		assert.equal(meter.fraction, 0);
		meter.done(1);
		assert.equal(meter.fraction, 0.5);
		meter.done(1);
		assert.equal(meter.fraction, 1);
		assert.equal(new TransferMeter(plan(0, 0), () => 0).fraction, 0);
	});

	it('never goes back nor beyond the end, whatever arrives or turns out not to have', () => {
		const steps = fc.array(fc.record({ bytes: fc.integer({ min: -500, max: 500 }), files: fc.nat(2) }));
		fc.assert(
			fc.property(fc.nat(2000), fc.nat(10), steps, (bytes, count, moves) => {
				const meter = new TransferMeter(plan(bytes, count), () => 0);
				let before = meter.fraction;
				for (const move of moves) {
					meter.moved(move.bytes);
					meter.done(move.files);
					assert.ok(meter.fraction >= before && meter.fraction <= 1);
					before = meter.fraction;
				}
			}),
		);
	});

	it('says no more bytes than there are when a file has grown', () => {
		const meter = new TransferMeter(plan(100, 1), () => 0);
		meter.moved(150);
		assert.match(meter.line(), /^100 B of 100 B/);
	});
});

describe('What is said of a transfer', () => {
	it('tells sizes, shortages and what was left out', () => {
		assert.equal(planSize(plan(2048, 1)), '1 file, 2.0 KiB');
		assert.equal(planSize(plan(2048, 1200)), `${(1200).toLocaleString()} files, 2.0 KiB`);
		const place = 'cluster:/home/ada';
		assert.equal(
			shortageText({ of: 'bytes', needed: 2048, available: 1024 }, place),
			'cluster:/home/ada has room for 1.0 KiB, and this needs 2.0 KiB.',
		);
		assert.equal(
			shortageText({ of: 'files', needed: 20, available: 10 }, place),
			'cluster:/home/ada has room for 10 more files, and this needs 20.',
		);
		const folder = { ...item('d').entry, type: 'directory' } as const;
		const lines = failureLines([{ path: 'a', reason: 'Permission denied' }], ['find: b'], {
			special: [item('c').entry],
			blocked: [{ entry: folder }, item('e')],
		});
		assert.deepEqual(lines, [
			'a: Permission denied',
			'find: b',
			'd: a file of that name stands in its place',
			'e: a folder of that name stands in its place',
			'c: a device, socket or pipe',
		]);
	});
});
