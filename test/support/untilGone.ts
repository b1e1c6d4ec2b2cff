import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until no process of this machine, where the factory runs, has such a command line. Throws after ten seconds. */
export async function untilGone(pattern: RegExp): Promise<void> {
	const deadline = Date.now() + 10_000;
	for (let left = running(pattern); left.length > 0; left = running(pattern)) {
		if (Date.now() > deadline) throw new Error(`Left running:\n${left.join('\n')}`);
		await wait(50);
	}
}

/** Waits until there is one. Throws after ten seconds. */
export async function untilRunning(pattern: RegExp): Promise<void> {
	const deadline = Date.now() + 10_000;
	while (running(pattern).length === 0) {
		if (Date.now() > deadline) throw new Error(`Not running: ${pattern}`);
		await wait(50);
	}
}

function running(pattern: RegExp): readonly string[] {
	const list = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
	return list.split('\n').filter((line) => !line.startsWith('Z') && pattern.test(line));
}
