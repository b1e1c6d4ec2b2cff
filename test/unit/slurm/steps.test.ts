import assert from 'node:assert/strict';
import { readSlurmVersion } from '../../../src/slurm/slurmVersion.ts';
import { listSteps } from '../../../src/slurm/steps.ts';
import { RECORDED, SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

const command = listSteps('206', RECORDED);

describe('The steps of a job', () => {
	for (const version of SLURM_VERSIONS) {
		it(`are read as Slurm ${version} tells them`, () => {
			const lines = slurmFixture(version, 'jobs_squeue_steps').trimEnd().split('\n');
			const steps = command.parse(lines.map(asAsked).join(''));
			assert.equal(steps.length, lines.length);
			for (const step of steps) {
				assert.equal(step.step, 'batch');
				assert.ok(step.elapsed > 60);
				assert.match(step.nodes, /^gcn\d$/);
			}
		});
	}

	it('stand in the order in which they began', () => {
		const text = ['7.1|late|0:05|gcn1|1', '7.batch|batch|1:00|gcn1|1', '7.0|first|0:40|gcn1|4'];
		assert.deepEqual(
			command.parse(text.map(asAsked).join('')).map(({ name, taskCount }) => `${name} ${taskCount}`),
			['batch 1', 'first 4', 'late 1'],
		);
	});

	it('take names with separators and line ends as they are', () => {
		const [step] = command.parse(asAsked('7_3.0|a|0:05|gcn1|1').replace('\x1fa\x1e', '\x1fa|b\nc\x1e'));
		assert.equal(step?.name, 'a|b\nc');
	});

	it('are refused where they cannot be read, and none are none', () => {
		assert.throws(() => command.parse(asAsked('what|is|this|?|?')), { name: 'ProblemError' });
		assert.deepEqual(command.parse(''), []);
	});

	/** The recorded columns in our order. */
	function asAsked(line: string): string {
		const [id, name, elapsed, nodes, tasks] = line.split('|');
		return `${[id, elapsed, nodes, tasks, name].join('\x1f')}\x1e\n`;
	}
});

describe("Slurm's version", () => {
	for (const version of SLURM_VERSIONS) {
		it(`is read from the tools of ${version}`, () => {
			const [year = '', month = ''] = version.split('.');
			assert.equal(readSlurmVersion.parse(slurmFixture(version, 'version')), Number(year + month));
		});
	}

	it('is read with a suffix, and refused where it is none', () => {
		assert.equal(readSlurmVersion.parse('slurm 23.02.7-1.el9'), 2302);
		assert.throws(() => readSlurmVersion.parse('sinfo: command of the day'), { name: 'ProblemError' });
	});
});
