import fc from 'fast-check';
import { type Form, OPTIONS, type SbatchOption } from '../../src/script/options.ts';

const VALUES: Partial<Record<Form, readonly string[]>> = {
	account: ['aif001', 'AIF002', 'aif003', 'nobody'],
	array: ['0-3', '1,3', '3-1', '0-8:2', '0-5%2', '5%2', 'x', '1-', '0-2000', '1,,2', '[1-2]', '1-3:0', '2-2', '1 2'],
	count: ['1', '2', '16', '17', '40', '0', '-1', 'two', '1.5', '2k', '+1', ''],
	countOrZero: ['0', '1', 'x'],
	cores: ['1', '2', '2:8', '*', 'x', '1-2'],
	dependency: ['singleton', 'afterok:1', 'foo:1', 'afterok', 'after:1+5', 'afterok:1?afterany:2', 'afterok:x', '1'],
	distribution: ['block', 'cyclic:block', 'plane=2', 'plane', 'foo', 'block,Pack', 'arbitrary'],
	environment: ['ALL', 'NONE', 'PATH,X=1', 'NIL'],
	features: ['h100', 'a100', 'h100|a100', '[h100]'],
	gpus: ['1', '4', '5', '17', 'h100:2', 'a100:1', 'gpu:1', 'gpu:h100:1', '2x', 'h100', 'h100:1,2', '0', '2:h100'],
	gres: ['gpu:1', 'gpu:4', 'gpu:5', 'gpu:h100:2', 'gpu:a100:1', 'gpu', 'gpu=2', 'none', '2', 'gpu:h100:x', 'GPU:1', 'gpu:0', 'tpu:1'],
	mailTypes: ['END', 'end,fail', 'FAILED', 'END;FAIL', 'ALL', 'NONE', 'END,foo', 'TIME_LIMIT_90', ''],
	memory: ['1G', '10', '64000', '63G', '1.5G', '10GB', '5GiB', '7X', '0', '200g', '1T', 'lots', '512k', '2 G', '1P'],
	moment: ['now', 'now+1hour', 'tomorrow', 'never', '16:00', '2030-01-01', '2030-13-01', '2031-01-01T10:00', 'soon'],
	nodes: ['1', '2', '2-4', '4-2', '5', '0', 'x', '1,2', '1k', '-2', '2-', '1.5'],
	partitions: ['cpu', 'gpu', 'debug', 'cpu,gpu', 'gpus', 'debug,gpu', 'CPU'],
	path: ['/etc/hostname'],
	pattern: ['%x-%j.out', '/dev/null', 'logs/%j.out', '~/x.out', '$HOME/x'],
	qos: ['normal', 'short', 'NORMAL', 'long'],
	reservation: ['course'],
	signal: ['USR1', 'B:USR1@60', 'sigterm', 'USR9', '@60', '10', 'USR1@99999', '64', '0', 'X:USR1'],
	switches: ['1', '1@10', 'x', '0'],
	time: ['10', '5', '1:00:00', '2-00:00:00', '3-0', '1h', '90m', '01:00:00:00', '1-2', '1:2', '5:', '0', '1.5', '300', 'UNLIMITED', '', ' 5'],
	words: ['all', 'none', 'task', 'foo', 'enforce-binding'],
};

/** Options whose values say nothing on a practice factory, or whose effect would reach beyond a test. */
const LEFT_OUT = new Set(['clusters', 'cluster', 'container', 'wait', 'test-only', 'export-file', 'nodefile', 'bbf', 'chdir']);

/** A marker, a spelling, and now and then something around it that people write. */
const DIRECTIVE = fc
	.tuple(
		fc.constantFrom(...OPTIONS.filter(({ name }) => !LEFT_OUT.has(name))),
		fc.nat(1000),
		fc.constantFrom('=', ' ', '=', '=', 'short', 'short='),
		fc.constantFrom('', '', '', '', '', ' # why', '#glued', ' //why', ' minutes'),
		fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
	)
	.map(([option, pick, spelling, behind, cut]) => `#SBATCH ${write(option, pick, spelling, cut)}${behind}`);

function write(option: SbatchOption, pick: number, spelling: string, cut: number): string {
	const { name, short, takes } = option;
	const value = valueOf(option, pick);
	const long = `--${name.slice(0, name.length - cut)}`;
	if (takes === 'nothing') return pick % 9 === 0 ? `${long}=yes` : short !== undefined && spelling === 'short' ? `-${short}` : long;
	if (takes === 'maybe' && pick % 3 === 0) return long;
	if (short === undefined || !spelling.startsWith('short')) return `${long}${takes === 'maybe' ? '=' : spelling.slice(0, 1).replace('s', '=')}${value}`;
	return `-${short}${spelling === 'short=' && pick % 4 === 0 ? '=' : ''}${value}`;
}

function valueOf({ form, choices, example }: SbatchOption, pick: number): string {
	const values = VALUES[form] ?? [...(choices ?? []), example ?? 'x', 'foo'];
	const value = values[pick % values.length] ?? '';
	return /\s/.test(value) ? `"${value}"` : value;
}

const SCRIPT = fc
	.tuple(
		fc.constantFrom('#!/bin/bash\n', '#!/bin/bash\n', '#!/bin/bash\n', '#!/bin/bash\n', '#!/usr/bin/env python3\n', ''),
		fc.array(DIRECTIVE, { minLength: 1, maxLength: 4 }),
		fc.constantFrom('', '', '', 'hetjob', 'late'),
	)
	.map(([first, directives, odd]) => {
		const lines = odd === 'hetjob' ? [...directives, '#SBATCH hetjob', ...directives.slice(0, 1)] : directives;
		const late = odd === 'late' ? ['#SBATCH --time=never'] : [];
		return `${first}${lines.join('\n')}\necho done\n${late.join('\n')}\n`;
	});

/** Scripts as people might write them, right and wrong; another choice each time. */
export function randomScripts(count: number): readonly string[] {
	return fc.sample(SCRIPT, count);
}
