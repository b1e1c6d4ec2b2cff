import assert from 'node:assert/strict';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { AiFactoryApi } from '../../src/api.ts';

const SCRIPT = [
	'#!/bin/bash',
	'#SBATCH -p gpu --gpus=1 -t 2 -J from-the-api',
	'for i in 1 2 3; do echo step $i; sleep 0.3; done',
	'',
].join('\n');

describe('The interface for other extensions', () => {
	let api: AiFactoryApi;
	before(async () => {
		const extension = extensions.getExtension<AiFactoryApi>('ai-factory.ai-factory');
		assert.ok(extension);
		api = await extension.activate();
		await api.connect('practice');
	});

	it('lists clusters of the settings and hosts of the SSH configuration, with their state', async () => {
		const clusters = await api.listClusters();
		assert.deepEqual(clusters[0], { name: 'practice', host: 'practice', state: 'connected' });
		assert.ok(clusters.some(({ name, state }) => name === 'practice-login2' && state === 'disconnected'));
	});

	it('runs a program with its arguments as data', async () => {
		const result = await api.run('practice', ['printf', '%s|', "it's", '$HOME', 'a b', '*']);
		assert.deepEqual(result, { stdout: "it's|$HOME|a b|*|", stderr: '', exitCode: 0 });
		assert.equal((await api.run('practice', ['sh', '-c', 'exit 3'])).exitCode, 3);
	});

	it('submits a script, follows its output to the end, and lists the job as completed', async () => {
		const id = await api.submitJob('practice', { scriptName: 'api.sbatch', scriptText: SCRIPT });
		let text = '';
		for await (const bytes of api.followOutput('practice', id)) text += new TextDecoder().decode(bytes);
		assert.equal(text, 'step 1\nstep 2\nstep 3\n');
		const job = (await api.listJobs('practice')).find((entry) => entry.id === id);
		assert.equal(job?.name, 'from-the-api');
		assert.equal(job.phase, 'finished');
		assert.equal(job.exitCode, 0);
	});

	it('cancels a job', async () => {
		const id = await api.submitJob('practice', {
			scriptName: 'hold.sbatch',
			scriptText: SCRIPT,
			options: ['--hold'],
		});
		await api.cancelJob('practice', id);
		assert.equal((await api.listJobs('practice')).find((entry) => entry.id === id)?.state, 'CANCELLED');
	});

	it('lists storage roots at addresses that VS Code can read', async () => {
		const roots = await api.listStorageRoots('practice');
		assert.deepEqual(
			roots.map(({ label }) => label),
			['Home', 'Project', 'Scratch'],
		);
		for (const { uri } of roots) assert.ok(Array.isArray(await workspace.fs.readDirectory(Uri.parse(uri))));
	});

	it('reads the allocation', async () => {
		const [first] = await api.readAllocation('practice');
		assert.equal(first?.account, 'aif001');
		assert.ok(
			first.limits.some(({ resource, limitMinutes }) => resource === 'gres/gpu' && limitMinutes === 6000),
		);
	});

	it('says which cluster it does not know, and which is not connected', async () => {
		await assert.rejects(api.connect('nowhere'), { name: 'ProblemError', message: /badSetting.*nowhere/ });
		await assert.rejects(api.listJobs('practice-login2'), { name: 'ProblemError', message: /notConnected/ });
	});
});

describe('Every command', () => {
	it('that the manifest names is there', async () => {
		const extension = extensions.getExtension('ai-factory.ai-factory');
		assert.ok(extension);
		const named = (extension.packageJSON.contributes.commands as { command: string }[]).map(
			({ command }) => command,
		);
		const registered = new Set(await commands.getCommands(true));
		assert.deepEqual(
			named.filter((command) => !registered.has(command)),
			[],
		);
	});
});
