import assert from 'node:assert/strict';
import { cpuSeconds, familyOf, listProcesses, parseProcesses } from '../../bench/support/processes.ts';

describe('The processes of a login node', () => {
	const PS = [
		'    1     0     1 Ss   /sbin/init',
		'   70     1    70 Ss   sshd: ada [priv]',
		'   72    70    70 S    sshd: ada@notty',
		'   75    72    75 Ss   /bin/sh',
		'   76    75    75 Z    [squeue] <defunct>',
		'   60    75    75 S    tail -F -- a  file',
		'12345     1 12345 Ss   ',
		'',
	].join('\n');

	it('are read from ps, without those that have ended', () => {
		assert.deepEqual(parseProcesses(PS).at(-2), {
			pid: 60,
			parent: 75,
			session: 75,
			commandLine: 'tail -F -- a  file',
		});
		assert.deepEqual(
			parseProcesses(PS).map(({ pid }) => pid),
			[1, 70, 72, 75, 60, 12345],
		);
	});

	it('belong to the one that they descend from, whatever the order of their numbers', () => {
		const pids = familyOf(72, parseProcesses(PS)).map(({ pid }) => pid);
		assert.deepEqual(pids, [72, 75, 60]);
	});

	it('are none of one that has ended', () => {
		assert.deepEqual(familyOf(76, parseProcesses(PS)), []);
	});

	it('have the CPU time that the system knows of them', async () => {
		const self = (await listProcesses()).filter(({ pid }) => pid === process.pid);
		const before = cpuSecondsOfThis();
		const seconds = await cpuSeconds(self);
		// the last tick is not full; what children took comes on top
		assert.ok(seconds > before - 0.05 && seconds < 10 * cpuSecondsOfThis(), `${seconds} s, not ${before} s`);
	});
});

function cpuSecondsOfThis(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}
