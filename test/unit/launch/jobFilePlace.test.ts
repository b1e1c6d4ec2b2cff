import assert from 'node:assert/strict';
import fc from 'fast-check';
import { descriptionAt, placeIn, proposalsAt } from '../../../src/launch/jobFilePlace.ts';
import { nearest } from '../../../src/launch/nearest.ts';
import { jobFileSchema } from '../../support/jobFile.ts';

/** The text with `|` where the cursor is. */
const at = (marked: string) => {
	const lines = marked.split('\n');
	const line = lines.findIndex((text) => text.includes('|'));
	const column = lines[line]?.indexOf('|') ?? 0;
	return placeIn(marked.replace('|', ''), line, column);
};
const labels = (marked: string) =>
	proposalsAt(at(marked), jobFileSchema, ['train', 'eval']).map(({ label }) => label);

describe('In a job file', () => {
	for (const [where, marked, some] of [
		['at its beginning', '|', ['defaults', 'jobs']],
		['in a job', 'jobs:\n  train:\n    |', ['command', 'script', 'resources', 'sweep']],
		['in resources', 'jobs:\n  train:\n    resources:\n      pa|', ['partition', 'gpus', 'time']],
		[
			'after other keys',
			'jobs:\n  train:\n    resources:\n      gpus: 1\n      |\n  eval:',
			['partition', 'time'],
		],
		['in braces', 'jobs:\n  train:\n    resources: { gpus: 1, | }', ['partition', 'time']],
		['in the defaults', 'defaults:\n  environment:\n    |', ['modules', 'venv', 'conda']],
		['for a signal', 'jobs:\n  a:\n    checkpoint:\n      signal: |', ['USR1', 'TERM']],
		['for true or false', 'jobs:\n  a:\n    sync: |', ['true', 'false']],
		['for true or false in braces', 'jobs:\n  a:\n    resources: { exclusive: |', ['true', 'false']],
		['for a time', 'jobs:\n  a:\n    resources:\n      time: |', ['00:30:00']],
		['for what comes before', 'jobs:\n  train:\n    after: [|]', ['eval']],
		['for what comes before, and how', 'jobs:\n  train:\n    after:\n      eval: |', ['ok', 'any', 'notOk']],
	] as const)
		it(`proposes what fits ${where}`, () => {
			const proposed = labels(marked);
			assert.deepEqual(
				some.filter((word) => !proposed.includes(word)),
				[],
				proposed.join(),
			);
		});

	it('proposes no key twice, and nothing where anything fits', () => {
		assert.ok(!labels('jobs:\n  train:\n    resources: { gpus: 1, | }').includes('gpus'));
		assert.ok(!labels('jobs:\n  train:\n    command: x\n    |\n    sync: true').includes('sync'));
		assert.deepEqual(labels('jobs:\n  |'), []);
		assert.deepEqual(labels('jobs:\n  train:\n    command: |'), []);
	});

	for (const [what, marked, words] of [
		['a key', 'jobs:\n  train:\n    resou|rces:\n      gpus: 1', /^What the job asks of Slurm/],
		['a key of a key', 'jobs:\n  train:\n    resources:\n      gp|us: 1', /^GPUs of the whole job/],
		['a value', 'jobs:\n  train:\n    resources:\n      gpus: 1|', /^GPUs of the whole job/],
		['a key in braces', 'jobs:\n  train:\n    resources: { qos: x, ti|me: 3 }', /^The job is stopped/],
	] as const)
		it(`explains ${what} in the words of the schema`, () =>
			assert.match(descriptionAt(at(marked), jobFileSchema) ?? '', words));

	it('explains nothing that it does not know', () => {
		assert.equal(descriptionAt(at('jobs:\n  train:\n    resuorc|es: 1'), jobFileSchema), undefined);
	});

	it('finds some place in any text', () => {
		const text = fc.string({ unit: fc.constantFrom(...'ab: {}[],-"\'\n#|$'), maxLength: 40 });
		fc.assert(
			fc.property(text, fc.nat(6), fc.nat(12), (written, line, column) => {
				const place = placeIn(written, line, column);
				assert.ok(place.from <= place.to);
				proposalsAt(place, jobFileSchema, []);
				descriptionAt(place, jobFileSchema);
			}),
		);
	});
});

describe('The word that was meant', () => {
	for (const [word, meant] of [
		['tiem', 'time'],
		['Time', 'time'],
		['memroy', 'memory'],
		['gpu', 'gpus'],
		['xyz', undefined],
		['', undefined],
	] as const)
		it(`by "${word}" is ${meant ?? 'not known'}`, () =>
			assert.equal(nearest(word, ['time', 'memory', 'gpus', 'partition']), meant));
});
