import assert from 'node:assert/strict';
import type { JobId } from '../../../src/slurm/job.ts';
import { parseNodeSample } from '../../../src/slurm/nodeSample.ts';
import { readStepUsage } from '../../../src/slurm/sstat.ts';
import { parseCpuTime, parseMemory, parseUsage } from '../../../src/slurm/usageText.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

describe('Amounts as accounting writes them', () => {
	it('are bytes, whatever the unit', () => {
		assert.deepEqual(['0', '512', '3892K', '1.50G', '2T', '', 'N/A', '12X'].map(parseMemory), [
			0,
			512,
			3892 * 1024,
			1.5 * 1024 ** 3,
			2 * 1024 ** 4,
			undefined,
			undefined,
			undefined,
		]);
	});

	it('are seconds of CPU time, from milliseconds to days', () => {
		assert.deepEqual(['00:00.004', '01:02:03', '2-03:04:05', '10:00', '', 'INVALID'].map(parseCpuTime), [
			0.004,
			3723,
			183_845,
			600,
			undefined,
			undefined,
		]);
	});

	it('are nothing where nothing was measured', () => {
		const nothing = {
			cpuSeconds: undefined,
			memoryBytes: undefined,
			gpuUtilisation: undefined,
			gpuMemoryBytes: undefined,
		};
		assert.deepEqual(parseUsage(''), nothing);
		assert.deepEqual(parseUsage('energy=0'), nothing);
	});
});

describe('sstat', () => {
	/** The recorded columns are JobID,NTasks,AveCPU,AveRSS,MaxRSS,MaxRSSNode,AveVMSize,TRESUsageInAve,TRESUsageInMax,TRESUsageInTot. */
	const asAsked = (text: string) =>
		text
			.split('\n')
			.filter(Boolean)
			.map((line) => line.split('|'))
			.map(([id, tasks, , , peak, node, , , highest, total]) =>
				[id, tasks, peak, node, highest, total].join('|'),
			)
			.join('\n');

	for (const version of SLURM_VERSIONS) {
		it(`tells what a running job of Slurm ${version} used until now`, () => {
			const [step] = readStepUsage('7' as JobId).parse(asAsked(slurmFixture(version, 'sstat')));
			assert.match(step?.id ?? '', /^\d+\.batch$/);
			assert.equal(step?.taskPeakNode, 'gcn1');
			assert.ok((step?.totalPeakBytes ?? 0) > 1024 ** 2);
			assert.equal(step?.cpuSeconds, 0);
		});
	}

	it('says nothing of a job that does not run, and refuses other text', () => {
		assert.deepEqual(readStepUsage('7' as JobId).parse(''), []);
		assert.throws(() => readStepUsage('7' as JobId).parse('something else\n'), { name: 'ProblemError' });
	});
});

describe('A line of the sampler', () => {
	it('tells of a node with GPUs of NVIDIA', () => {
		const line = 'tok gcn1 1764057600 38.25 220200960 nvidia 0, 93, 33440, 81559;1, [N/A], 4, 81559;';
		assert.deepEqual(parseNodeSample(line, 'tok'), {
			node: 'gcn1',
			at: new Date(1_764_057_600_000),
			cpuSeconds: 38.25,
			memoryBytes: 220_200_960,
			gpus: [
				{ index: 0, utilisation: 93, memoryBytes: 33_440 * 1024 ** 2, memoryTotalBytes: 81_559 * 1024 ** 2 },
				{
					index: 1,
					utilisation: undefined,
					memoryBytes: 4 * 1024 ** 2,
					memoryTotalBytes: 81_559 * 1024 ** 2,
				},
			],
		});
	});

	it('tells of a node with GPUs of AMD, whatever the order of its columns', () => {
		const one =
			'tok n1 1 1 1 rocm device,GPU use (%),VRAM Total Memory (B),VRAM Total Used Memory (B);card0,12,68702699520,10960896;';
		const two =
			'tok n1 1 1 1 rocm device,VRAM Total Used Memory (B),VRAM Total Memory (B),GPU use (%);card0,10960896,68702699520,12;';
		for (const line of [one, two]) {
			assert.deepEqual(parseNodeSample(line, 'tok')?.gpus, [
				{ index: 0, utilisation: 12, memoryBytes: 10_960_896, memoryTotalBytes: 68_702_699_520 },
			]);
		}
	});

	it('tells of a node without GPUs', () => {
		assert.deepEqual(parseNodeSample('tok tcn1 1764057600 0.00 0 ', 'tok')?.gpus, []);
	});

	it("is none of the sampler's without its token", () => {
		assert.equal(parseNodeSample('Welcome to gcn1', 'tok'), undefined);
		assert.equal(parseNodeSample('tok gcn1 later', 'tok'), undefined);
	});
});
