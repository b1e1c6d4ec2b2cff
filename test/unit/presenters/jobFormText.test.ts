import assert from 'node:assert/strict';
import { type FormField, isFormField, type JobForm, jobForm } from '../../../src/presenters/jobFormText.ts';
import { checkScript } from '../../../src/script/checkScript.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { ScriptFacts } from '../../../src/script/scriptFacts.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';

describe('The form of a batch script as data', () => {
	const form = (text: string, facts?: ScriptFacts) => {
		const script = readScript(text, facts);
		const findings = checkScript(script, facts, 0);
		return jobForm(script, { file: 'a.sh', facts, age: '', findings, price: undefined, start: undefined });
	};
	const fieldsOf = ({ groups }: JobForm) => groups.flatMap(({ fields }) => fields);
	const field = (made: JobForm, name: string): FormField => {
		const found = fieldsOf(made).find((each) => each.name === name);
		assert.ok(found, `no field ${name}`);
		return found;
	};

	it('has the values that count, as sbatch reads them', () => {
		const made = form('#!/bin/sh\n#SBATCH -J "a b" -t 5\n#SBATCH -t 10\ntrue\n');
		assert.equal(field(made, 'job-name').value, 'a b');
		assert.equal(field(made, 'time').value, '10');
		assert.equal(field(made, 'mem').value, '');
	});

	it('asks for GPUs, memory and tasks in the way of the script', () => {
		const names = fieldsOf(form('#!/bin/sh\n#SBATCH --gres=gpu:1 --mem-per-cpu=4G\n')).map(
			({ name }) => name,
		);
		assert.ok(names.includes('gres') && names.includes('mem-per-cpu') && names.includes('ntasks'));
		assert.ok(!names.includes('gpus') && !names.includes('mem'));
	});

	it('shows both where a script says it twice', () => {
		const names = fieldsOf(form('#!/bin/sh\n#SBATCH --gres=gpu:1 --gpus=1\n')).map(({ name }) => name);
		assert.ok(names.includes('gres') && names.includes('gpus'));
	});

	it('tells what is wrong at its field, and the rest by its line', () => {
		const wrong = form('#!/bin/sh\n#SBATCH --time=ten --foo=1\n');
		assert.deepEqual(
			field(wrong, 'time').problems.map(({ severity, kind }) => [severity, kind]),
			[['error', 'Error']],
		);
		assert.match(wrong.others[0]?.text ?? '', /^Line 2: sbatch has no option --foo/);
	});

	it('lets choose among what the cluster has, and keeps what it does not know', () => {
		const made = form('#!/bin/sh\n#SBATCH -p nowhere\n', practiceFacts);
		const { kind, choices, value, problems } = field(made, 'partition');
		assert.equal(kind, 'choice');
		assert.equal(value, 'nowhere');
		assert.deepEqual([choices[0]?.value, choices.at(-1)?.value], ['', 'nowhere']);
		assert.ok(choices.some((choice) => choice.value === 'gpu'));
		assert.equal(problems.length, 1);
	});

	it('lets type where no cluster is known', () => {
		assert.equal(field(form('#!/bin/sh\n#SBATCH -p gpu\n'), 'partition').kind, 'text');
	});

	it('has a label and a help for each field', () => {
		for (const { name, label, help } of fieldsOf(form('#!/bin/sh\n'))) {
			assert.ok(isFormField(name));
			assert.notEqual(label, name);
			assert.notEqual(help, '');
		}
		assert.equal(isFormField('wrap'), false);
	});
});
