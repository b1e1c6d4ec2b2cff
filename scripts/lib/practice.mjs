import { join } from 'node:path';
import { inProject } from './places.mjs';
import { attempt, run } from './process.mjs';
import { say, step } from './say.mjs';

/** Where the practice factory lives: Slurm, login nodes and users of its own on this machine. */
export const practiceFolder = process.env['AIFACTORY_PRACTICE_DIR'] || '/srv/aifactory';

/** The settings of a person whose cluster is the practice factory. */
export const practiceSettings = {
	'aiFactory.sshConfigFile': join(practiceFolder, 'client', 'ssh_config'),
	'aiFactory.clusters': { practice: { host: 'practice' } },
};

/**
 * Brings up the practice factory, with the packages it needs, unless it runs already.
 * @returns {Promise<{wasUp: boolean, stop: () => Promise<void>}>} `stop` leaves alone what was up before
 */
export async function providePractice() {
	const wasUp = await isUp();
	if (wasUp) say(`• The practice factory in ${practiceFolder} is up and will be left so`);
	else {
		await step(
			`Starting the practice factory in ${practiceFolder} (the first time installs Slurm and OpenSSH with apt)`,
			() => practice('up', 900),
		);
	}
	return {
		wasUp,
		async stop() {
			if (!wasUp) await step('Stopping the practice factory', () => practice('down', 120));
		},
	};
}

/**
 * @param {'up' | 'down'} script
 * @param {number} deadlineSeconds
 */
async function practice(script, deadlineSeconds) {
	await run(inProject('practice', script), [], {
		asRoot: true,
		shown: true,
		deadlineSeconds,
		orElse: `practice/${script} did not succeed; what it wrote above says why.`,
	});
}

/** Whether all of it runs, by its own word: a factory with one daemon missing is started again. */
async function isUp() {
	const { code } = await attempt(inProject('practice', 'status'), [], { asRoot: true, deadlineSeconds: 60 });
	return code === 0;
}
