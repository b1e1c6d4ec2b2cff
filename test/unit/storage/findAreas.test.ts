import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AreaTemplate } from '../../../src/storage/area.ts';
import { findAreas } from '../../../src/storage/findAreas.ts';

describe('Finding storage areas', () => {
	let root = '';
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'areas-'));
		for (const folder of ['home/ada', 'project/aif001', 'project/aif002', 'scratch/a b; $(x)'])
			mkdirSync(join(root, folder), { recursive: true });
	});
	afterEach(() => rmSync(root, { recursive: true }));

	const find = (templates: readonly AreaTemplate[], env: Record<string, string> = {}) => {
		const command = findAreas(templates, { user: 'ada', accounts: ['aif001', 'gone'] });
		const [program = '', ...others] = command.argv;
		const { stdout } = spawnSync(program, others, {
			encoding: 'utf8',
			env: { PATH: process.env['PATH'] ?? '', ...env },
		});
		return command.parse(stdout).map(({ label, path }) => `${label}: ${path.replace(root, '')}`);
	};

	it('takes paths from the environment and leaves out what is not set', () => {
		const templates: AreaTemplate[] = [
			{ kind: 'home', label: 'Home', path: '$HOME' },
			{ kind: 'scratch', label: 'Scratch', path: '$NOWHERE/data' },
		];
		assert.deepEqual(find(templates, { HOME: `${root}/home/ada` }), ['Home: /home/ada']);
	});

	it('fills in the user and each account, and leaves out what does not exist', () => {
		const templates: AreaTemplate[] = [
			{ kind: 'home', label: 'Home', path: `${root}/home/{user}` },
			{ kind: 'project', label: 'Project', path: `${root}/project/{account}` },
		];
		assert.deepEqual(find(templates), ['Home: /home/ada', 'Project: /project/aif001']);
	});

	it('lists every folder that a star stands for', () => {
		assert.deepEqual(find([{ kind: 'project', label: 'Project', path: `${root}/project/*` }]), [
			'Project aif001: /project/aif001',
			'Project aif002: /project/aif002',
		]);
	});

	it('evaluates nothing in a path', () => {
		const path = `${root}/scratch/a b; $(x)`;
		assert.deepEqual(find([{ kind: 'scratch', label: 'Scratch', path }]), ['Scratch: /scratch/a b; $(x)']);
		assert.deepEqual(find([{ kind: 'scratch', label: 'Scratch', path: '$SCRATCH' }], { SCRATCH: path }), [
			'Scratch: /scratch/a b; $(x)',
		]);
	});

	it('lists a folder once, although two templates lead to it', () => {
		const templates: AreaTemplate[] = [
			{ kind: 'home', label: 'Home', path: `${root}/home/{user}` },
			{ kind: 'other', label: 'Again', path: `${root}/home/ada/` },
		];
		assert.deepEqual(find(templates), ['Home: /home/ada']);
	});
});
