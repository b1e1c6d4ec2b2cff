import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { NodeSample } from '../../../src/slurm/nodeSample.ts';
import { parseTres } from '../../../src/slurm/tres.ts';
import { costOf } from '../../../src/verdict/cost.ts';
import { efficiencyOf } from '../../../src/verdict/efficiency.ts';
import { GpuIdleness } from '../../../src/verdict/gpuIdle.ts';
import { parseJobstats } from '../../../src/verdict/jobstats.ts';
import { anAccount, aStep } from '../../support/anAccount.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** As Jobstats' own documentation shows it. */
const SUMMARY = {
	gpus: 2,
	nodes: {
		'della-k1g1': {
			cpus: 12,
			gpu_total_memory: { '0': 85_899_345_920, '1': 85_899_345_920 },
			gpu_used_memory: { '0': 83_314_868_224, '1': 500_000 },
			gpu_utilization: { '0': 98.6, '1': 0 },
			total_memory: 137_438_953_472,
			total_time: 57_620.8,
			used_memory: 84_683_702_272,
		},
	},
	total_time: 50_944,
};
const packed = (value: unknown) => `JS1:${gzipSync(JSON.stringify(value)).toString('base64')}`;

describe('How well a job used what it was given', () => {
	it('is the CPU time of all its steps over that of all its CPUs', () => {
		const steps = [aStep({ cpuSeconds: 3600 }), aStep({ id: '4821.0', cpuSeconds: 3600 * 3 })];
		assert.deepEqual(efficiencyOf(anAccount({ steps })).cpu, { fraction: 0.25, cpuCount: 16, busyCount: 4 });
	});

	it('is memory on a node: the sum over the tasks of a step, shared by its nodes', () => {
		const steps = [
			aStep({ taskPeakBytes: GIB, totalPeakBytes: GIB }),
			aStep({ id: '4821.0', nodeCount: 2, taskCount: 8, taskPeakBytes: 3 * GIB, totalPeakBytes: 24 * GIB }),
			aStep({ id: '4821.1', nodeCount: 2, taskCount: 2, taskPeakBytes: 5 * GIB, totalPeakBytes: 6 * GIB }),
		];
		const { memory } = efficiencyOf(anAccount({ steps, nodeCount: 2, given: 'cpu=16,mem=64G,node=2' }));
		assert.deepEqual(memory, { peakBytes: 13 * GIB, askedBytes: 32 * GIB, fraction: 13 / 32 });
	});

	it('is not told where nothing was measured', () => {
		const { cpu, memory, gpu, waited } = efficiencyOf(anAccount());
		assert.deepEqual([cpu, memory, gpu], [undefined, undefined, undefined]);
		assert.equal(waited, 300);
	});

	it('has no share of a memory that the job had all of', () => {
		const { memory } = efficiencyOf(anAccount({ peakGib: 2, given: 'cpu=16,mem=0,node=1' }));
		assert.deepEqual(memory, { peakBytes: 2 * GIB, askedBytes: undefined, fraction: undefined });
	});

	it('is what Jobstats measured, where a site has it', () => {
		const account = anAccount({
			adminComment: packed(SUMMARY),
			given: 'cpu=12,mem=128G,gres/gpu=2,node=1',
			cpuCount: 12,
			elapsed: 50_944 as Seconds,
		});
		const { cpu, memory, gpu } = efficiencyOf(account);
		assert.equal(cpu?.busyCount.toFixed(2), '1.13');
		assert.equal(memory?.peakBytes, 84_683_702_272);
		assert.deepEqual(gpu, {
			count: 2,
			utilisation: 49.3,
			kind: 'mean',
			idleCount: 1,
			memoryBytes: 83_314_868_224,
			memoryTotalBytes: 85_899_345_920,
		});
	});

	it('is the highest use of a GPU that accounting saw, which is no mean', () => {
		const steps = [aStep({ gpuUtilisation: 93, gpuMemoryBytes: 12 * GIB })];
		const { gpu } = efficiencyOf(anAccount({ steps, given: 'cpu=4,mem=8G,gres/gpu:h100=2' }));
		assert.deepEqual([gpu?.kind, gpu?.utilisation, gpu?.idleCount], ['highest', 93, undefined]);
	});
});

describe("What Jobstats wrote into a job's comment", () => {
	it('is nothing where it says so, or where it is something else', () => {
		for (const comment of [
			'',
			'JS1:Short',
			'JS1:None',
			'moved by admin',
			'JS1:AAAA',
			packed('x'),
			packed({ nodes: 3 }),
		]) {
			assert.equal(parseJobstats(comment), undefined, comment);
		}
	});

	it('never makes anybody fail', () => {
		fc.assert(fc.property(fc.json(), (text) => void parseJobstats(packed(JSON.parse(text)))));
		fc.assert(fc.property(fc.base64String(), (text) => void parseJobstats(`JS1:${text}`)));
	});

	it('is not unpacked when it was made to fill the memory', () => {
		const bomb = gzipSync(Buffer.alloc(8 * MIB, ' ')).toString('base64');
		assert.equal(parseJobstats(`JS1:${bomb}`), undefined);
	});
});

describe('What a job costs', () => {
	it('is GPU time and billing, core time where it has no GPU', () => {
		const elapsed = 1800 as Seconds;
		assert.deepEqual(costOf({ tres: parseTres('billing=136,cpu=8,gres/gpu=4,mem=4G'), elapsed }), [
			{ resource: 'gres/gpu', minutes: 120 },
			{ resource: 'billing', minutes: 4080 },
		]);
		assert.deepEqual(costOf({ tres: parseTres('cpu=8,mem=4G'), elapsed }), [
			{ resource: 'cpu', minutes: 240 },
		]);
		assert.deepEqual(costOf({ tres: new Map(), elapsed }), []);
	});
});

describe('GPUs that do nothing', () => {
	const sample = (
		minute: number,
		utilisations: readonly (number | undefined)[],
		node = 'gcn1',
	): NodeSample => ({
		node,
		at: new Date(minute * 60_000),
		cpuSeconds: 0,
		memoryBytes: 0,
		gpus: utilisations.map((utilisation, index) => ({
			index,
			utilisation,
			memoryBytes: undefined,
			memoryTotalBytes: undefined,
		})),
	});
	const idleness = (samples: readonly NodeSample[]) => {
		const seen = new GpuIdleness(60);
		for (const each of samples) seen.add(each);
		return seen.idleFor(10);
	};
	const minutes = (count: number) => Array.from({ length: count }, (_, minute) => minute);

	it('are told once they did nothing for so long', () => {
		assert.equal(idleness(minutes(10).map((minute) => sample(minute, [0, 0]))), undefined);
		const told = { idleCount: 2, count: 2, minutes: 10 };
		assert.deepEqual(idleness(minutes(11).map((minute) => sample(minute, [0, 0.4]))), told);
	});

	it('are told apart from those that work', () => {
		const told = { idleCount: 1, count: 3, minutes: 11 };
		const samples = minutes(12).flatMap((minute) => [sample(minute, [90, 0]), sample(minute, [50], 'gcn2')]);
		assert.deepEqual(idleness(samples), told);
	});

	it('are none when one moment of work comes between', () => {
		assert.equal(idleness(minutes(15).map((minute) => sample(minute, [minute === 7 ? 30 : 0]))), undefined);
	});

	it('are none for the time in which nobody looked', () => {
		assert.equal(idleness([sample(0, [0]), sample(30, [0]), sample(31, [0])]), undefined);
	});

	it('are none where the tool cannot tell', () => {
		assert.equal(idleness(minutes(20).map((minute) => sample(minute, [undefined]))), undefined);
	});
});
