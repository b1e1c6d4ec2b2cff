import assert from 'node:assert/strict';
import { spaceText } from '../../../src/presenters/spaceText.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY = 86_400_000;
const GIB = 1024 ** 3;

function space(used: number, limit: number, files?: { used: number; limit: number }) {
	const figure = (a: number, b: number) => ({ used: a, limit: b, fraction: a / b });
	return {
		reading: {
			path: '/home/ada',
			source: 'quota',
			isShared: false,
			bytes: figure(used, limit),
			...(files && { files: figure(files.used, files.limit) }),
		},
		at: new Date(NOW.getTime() - 5 * 60_000),
	};
}

describe('The space of a storage area, in words', () => {
	it('is a bar, a share and a limit', () => {
		assert.equal(
			spaceText(space(76 * GIB, 200 * GIB), undefined, NOW).description,
			'▰▰▰▱▱▱▱▱ 38 % of 200 GiB',
		);
	});

	it('never shows an empty bar for something, nor 0 %', () => {
		assert.equal(spaceText(space(1, 200 * GIB), undefined, NOW).description, '▰▱▱▱▱▱▱▱ <1 % of 200 GiB');
	});

	it('counts files where they are the nearer limit', () => {
		const { description, level } = spaceText(space(1, 100, { used: 96, limit: 100 }), undefined, NOW);
		assert.match(description, /96 % of the files$/);
		assert.equal(level, 'full');
	});

	for (const [share, level] of [
		[79.9, 'fine'],
		[80, 'nearlyFull'],
		[94.9, 'nearlyFull'],
		[95, 'full'],
		[130, 'full'],
	] as const) {
		it(`is ${level} at ${share} %`, () =>
			assert.equal(spaceText(space(share, 100), undefined, NOW).level, level));
	}

	it('tells its age and source', () => {
		assert.match(spaceText(space(1, 2), undefined, NOW).tooltip.join('\n'), /From quota, 5 min.* ago/);
	});

	for (const [age, words] of [
		[11, 'oldest files go in 3 days'],
		[13, 'oldest files go in 1 day'],
		[14, 'oldest files go today'],
		[15.5, 'oldest files may go at any time'],
	] as const) {
		it(`says "${words}" when the oldest of a 14-day area is ${age} days old`, () => {
			const oldest = { modified: NOW.getTime() - age * DAY, isComplete: true };
			const { description } = spaceText({ reading: undefined, oldest, at: NOW }, 14, NOW);
			assert.equal(description, words);
		});
	}

	it('says what the rule is as long as the oldest file is not known', () => {
		assert.equal(spaceText(undefined, 14, NOW).description, 'files go after 14 days');
	});

	it('is nothing where nothing is known', () => {
		assert.deepEqual(spaceText(undefined, undefined, NOW), {
			description: '',
			spoken: '',
			tooltip: [],
			level: 'fine',
		});
	});
});
