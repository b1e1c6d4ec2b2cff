import assert from 'node:assert/strict';
import {
	actionQuestion,
	signalTargetText,
	signalText,
	underWayText,
} from '../../../src/presenters/actionText.ts';
import { withBells } from '../../../src/presenters/bellRows.ts';
import { jobRow } from '../../../src/presenters/jobRow.ts';
import { cancelJobs, requeueJobs } from '../../../src/slurm/jobAction.ts';
import { aJob } from '../../support/aJob.ts';

describe('The question before an action', () => {
	it('says what is lost, and shows the exact command', () => {
		const jobs = [aJob({ id: '12' })];
		const { title, detail, yes } = actionQuestion('cancel', jobs, [cancelJobs(jobs)]);
		assert.equal(title, 'Cancel job 12 (train)?');
		assert.equal(
			detail,
			'train has been running for 12 min. What it has not saved is lost.\nCommand: scancel 12',
		);
		assert.equal(yes, 'Cancel Job');
	});

	it('is one for many jobs', () => {
		const jobs = Array.from({ length: 30 }, (_, index) => aJob({ id: String(index), state: 'PENDING' }));
		const { title, detail, yes } = actionQuestion('cancel', jobs, [cancelJobs(jobs)]);
		assert.equal(title, 'Cancel 30 jobs?');
		assert.equal(yes, 'Cancel 30 Jobs');
		assert.equal(detail.split('\n').length, 10);
		assert.match(detail, /… and 22 more\.\nCommand: scancel 0 1 2 /);
	});

	it('says that a requeued job begins anew', () => {
		const jobs = [aJob({ id: '12' })];
		const { detail } = actionQuestion('requeue', jobs, [requeueJobs(jobs)]);
		assert.match(
			detail,
			/begins anew under the same id; what it has not saved is lost\.\nCommand: scontrol requeue 12$/,
		);
	});

	it('has words for each action and signal', () => {
		for (const kind of ['cancel', 'signal', 'hold', 'release', 'requeue', 'requeueHold', 'change'] as const) {
			assert.match(actionQuestion(kind, [aJob()], []).title, /^[A-Z].* job 4821 \(train\)\?$/);
			assert.match(underWayText(kind), /^[A-Z]/);
		}
		for (const signal of ['TERM', 'INT', 'USR1', 'USR2', 'KILL'] as const)
			assert.match(signalText(signal), /\.$/);
		for (const target of ['steps', 'batch', 'all'] as const)
			assert.match(signalTargetText(target).detail, /\.$/);
	});
});

describe('A bell on a row', () => {
	const rows = ['1', '2'].map((id) =>
		jobRow(aJob({ id }), { id: `practice/${id}`, ageSeconds: 0, now: new Date() }),
	);
	const group = { ...rows[0]!, id: 'practice/running', contextValue: 'group running', children: rows };
	const rings = (id: string) => id === 'practice/2';

	it('is seen, heard, and known to menus, on that row alone', () => {
		const [shown] = withBells([group], { rings, isForAll: false });
		const [first, second] = shown?.children ?? [];
		assert.deepEqual(first, rows[0]);
		assert.deepEqual([second?.icon, second?.iconColor], ['bell', rows[1]?.iconColor]);
		assert.match(second?.contextValue ?? '', /^job running .*\bbelled$/);
		assert.match(second?.spoken ?? '', /, you will be notified$/);
	});

	it('leaves the icons where all ring, and marks what does not', () => {
		const finished = jobRow(aJob({ id: '3', state: 'COMPLETED' }), {
			...{ id: 'practice/3', ageSeconds: 0, now: new Date() },
		});
		const [first, second, third] = withBells([...rows, finished], { rings, isForAll: true });
		assert.equal(first?.icon, 'bell-slash');
		assert.match(first?.spoken ?? '', /, you will not be notified$/);
		assert.equal(second?.icon, rows[1]?.icon);
		assert.match(second?.contextValue ?? '', /\bbelled$/);
		assert.deepEqual(third, finished);
	});
});
