import assert from 'node:assert/strict';
import { aboutScript } from '../../../src/presenters/aboutScript.ts';
import { isEnvironmentKey } from '../../../src/presenters/environmentFields.ts';
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
			assert.ok(isFormField(name) !== isEnvironmentKey(name));
			assert.notEqual(label, name);
			assert.notEqual(help, '');
		}
		assert.equal(isFormField('wrap'), false);
	});

	it('takes several partitions as one value, and offers one more of them', () => {
		const made = form('#!/bin/sh\n#SBATCH -p gpu,cpu --time=2:00:00\ntrue\n', practiceFacts);
		const { kind, choices, value, help, several } = field(made, 'partition');
		assert.deepEqual([kind, value, several], ['text', 'gpu,cpu', undefined]);
		assert.ok(choices.some((choice) => choice.value === 'gpu,cpu,debug' && choice.text.startsWith('debug')));
		assert.ok(!choices.some((choice) => choice.value === 'gpu,cpu,cpu'));
		assert.match(help, /start the job first/);
		assert.notEqual(field(form('#!/bin/sh\n', practiceFacts), 'partition').several, undefined);
		assert.equal(field(form('#!/bin/sh\n', practiceFacts), 'account').several, undefined);
		const wrong = form('#!/bin/sh\n#SBATCH -p gpu,cpuu\ntrue\n', practiceFacts);
		assert.match(field(wrong, 'partition').problems[0]?.text ?? '', /cpuu/);
	});

	it('has what the script sets up, and tells of what is set by hand', () => {
		const made = form(
			'#!/bin/bash -l\nmodule load a b\nsource ~/v/bin/activate\nconda activate x\nif true; then\nmodule load c\nfi\n',
		);
		assert.deepEqual(
			['modules', 'venv', 'conda', 'container'].map((name) => field(made, name).value),
			['a b', '~/v', 'x', ''],
		);
		const told = (name: string) => field(made, name).problems.map(({ severity, text }) => [severity, text]);
		assert.deepEqual(told('modules'), [
			['hint', 'Line 6 of the script does this in its own way. The form leaves it as it is.'],
		]);
		assert.deepEqual(told('venv'), []);
		assert.equal(told('conda')[0]?.[0], 'warning');
	});

	it('asks srun for the container where the cluster can do that', () => {
		const pyxis = { ...practiceFacts, addedOptions: ['container-image'] };
		assert.equal(field(form('#!/bin/sh\n', pyxis), 'container').option, 'srun --container-image');
		assert.equal(field(form('#!/bin/sh\n', practiceFacts), 'container').option, 'apptainer exec');
	});
});

describe('A template of the person in a line', () => {
	it('is what it says of itself, else what it asks for', () => {
		assert.equal(aboutScript('#!/bin/bash\n#SBATCH -t 1\n# Trains on one GPU\ntrue\n'), 'Trains on one GPU');
		assert.equal(aboutScript('#!/bin/bash\n#SBATCH -t 1:00 -p gpu\ntrue\n'), '--partition=gpu --time=1:00');
	});
});
