/** What the scripts tell the person who runs them: steps, progress, and one sentence when they stop. */

/** Stops a script with one sentence that says what is wrong and what to do about it. */
export class Stop extends Error {}

/** @param {string} text */
export function say(text) {
	process.stdout.write(`${text}\n`);
}

/**
 * Announces a step, keeps it alive on the screen while it takes long, and says how long it took.
 * @template T
 * @param {string} what in the words of someone who waits for it: "Installing Node 24 in …"
 * @param {() => Promise<T>} work
 */
export async function step(what, work) {
	const start = Date.now();
	const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
	say(`• ${what}`);
	const heartbeat = setInterval(() => say(`  … still at it after ${seconds()}`), 15_000);
	heartbeat.unref();
	try {
		const result = await work();
		say(`  done in ${seconds()}`);
		return result;
	} finally {
		clearInterval(heartbeat);
	}
}
