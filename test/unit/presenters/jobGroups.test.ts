import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GroupedJobs, groupJobs, type JobGroups } from '../../../src/presenters/jobGroups.ts';
import { JOB_ORDERS } from '../../../src/presenters/jobOrder.ts';
import { tasksIn, unitsOf } from '../../../src/presenters/jobUnits.ts';
import { aJob } from '../../support/aJob.ts';

const states = fc.constantFrom('RUNNING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED', 'SUSPENDED');
const anyJob = fc.oneof(
	fc.record({ id: fc.nat(50), state: states }).map(({ id, state }) => aJob({ id: `${id}`, state })),
	fc.record({ id: fc.nat(5), task: fc.nat(30), state: states }).map(({ id, task, state }) => {
		const array = { id: `${900 + id}`, tasks: `${task}`, throttle: undefined };
		return aJob({ id: `${array.id}_${task}`, state, array });
	}),
	fc.record({ id: fc.nat(5), offset: fc.nat(3), state: states }).map(({ id, offset, state }) => {
		const het = { id: `${800 + id}`, offset };
		return aJob({ id: `${het.id}+${offset}`, state, het });
	}),
);
const anyJobs = fc.uniqueArray(anyJob, { selector: ({ id }) => id, maxLength: 60 });
const jobsOf = ({ pinned, running, pending, finished }: JobGroups) =>
	[pinned, running, pending, finished].flat().flatMap(({ jobs }) => jobs.map(({ id }) => id));

describe('The groups of the Jobs view', () => {
	it('hold every job once, whatever the order and the pins', () => {
		fc.assert(
			fc.property(anyJobs, fc.constantFrom(...JOB_ORDERS), fc.array(fc.nat(50)), (jobs, order, pins) => {
				const pinned = new Set(['900', '801', ...pins.map(String)]);
				const groups = groupJobs(jobs, { filter: '', order, pinned });
				assert.deepEqual(jobsOf(groups).sort(), jobs.map(({ id }) => id).sort());
				assert.equal(groups.shownCount, groups.totalCount);
			}),
		);
	});

	it('hold only what the filter leaves', () => {
		fc.assert(
			fc.property(anyJobs, (jobs) => {
				const groups = groupJobs(jobs, { filter: 'failed', order: 'newest', pinned: new Set() });
				const left = jobs.filter(({ state }) => state === 'FAILED');
				assert.deepEqual(jobsOf(groups).sort(), left.map(({ id }) => id).sort());
				assert.equal(groups.totalCount, unitsOf(jobs).length);
			}),
		);
	});

	it('are made anew only for other jobs or another choice', () => {
		const grouped = new GroupedJobs();
		const jobs = [aJob()];
		const choice = { filter: '', order: 'newest', pinned: new Set<string>() } as const;
		const first = grouped.of('a', jobs, choice);
		assert.equal(grouped.of('a', jobs, { ...choice, pinned: new Set() }), first);
		assert.notEqual(grouped.of('a', [...jobs], choice), first);
		assert.notEqual(grouped.of('a', jobs, { ...choice, filter: 'x' }), grouped.of('a', jobs, choice));
	});

	it('count a record for each task that it stands for', () => {
		assert.equal(tasksIn(aJob({ array: { id: '1', tasks: '0-9', throttle: 2 } })), 10);
		assert.equal(tasksIn(aJob()), 1);
	});
});
