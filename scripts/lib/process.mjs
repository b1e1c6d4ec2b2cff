import { spawn } from 'node:child_process';
import { Stop } from './say.mjs';

/**
 * Process groups that are still running; none outlives this process.
 * @type {Set<number>}
 */
const groups = new Set();
process.on('exit', () => {
	for (const group of groups) signalGroup(group, 'SIGKILL');
});

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] in place of this process's environment
 * @property {number} [deadlineSeconds] 600 unless told
 * @property {boolean} [shown] true lets the command write to this terminal; else its output is kept
 * @property {boolean} [asRoot] for a command that asks for root's rights by itself: it keeps this terminal, where sudo
 *   can ask for a password, and it may leave daemons behind
 * @property {(line: string) => void} [onLine] sees each line as it comes, of both streams; keeps it from the screen
 */

/**
 * Runs a command in a process group of its own, without input, and waits for its end. Past the deadline the
 * whole group is ended and `code` is null.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{code: number | null, output: string, timedOut: boolean}>}
 */
export async function attempt(command, args, options = {}) {
	const { cwd, env = process.env, deadlineSeconds = 600, shown = false, asRoot = false, onLine } = options;
	const child = spawn(command, args, {
		cwd,
		env,
		detached: !asRoot,
		stdio: [asRoot ? 'inherit' : 'ignore', ...outputs(shown)],
	});
	const group = asRoot ? undefined : child.pid;
	if (group !== undefined) groups.add(group);

	let output = '';
	const feed = lineFeed(onLine);
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
			output += text;
			feed(text);
		});
	}
	let timedOut = false;
	const deadline = setTimeout(() => {
		timedOut = true;
		if (group === undefined) child.kill();
		else void endGroup(group);
	}, deadlineSeconds * 1000);
	try {
		const code = await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		feed('\n');
		return { code: timedOut ? null : code, output, timedOut };
	} catch (error) {
		return { code: null, output: `${command}: ${error instanceof Error ? error.message : error}`, timedOut };
	} finally {
		clearTimeout(deadline);
		if (group !== undefined) await endGroup(group);
	}
}

/**
 * As attempt, but anything other than success stops the script with `orElse` and the end of the output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & {orElse?: string}} [options]
 * @returns {Promise<string>} the output
 */
export async function run(command, args, options = {}) {
	const { code, output, timedOut } = await attempt(command, args, options);
	if (code === 0) return output;
	const how = timedOut ? `did not end within ${options.deadlineSeconds ?? 600} s` : `ended with code ${code}`;
	const said = abridged(output.trim().split('\n')).join('\n');
	const why = options.orElse ?? `This command failed: ${[command, ...args].join(' ')}`;
	throw new Stop(
		`${why}\n  (${command} ${how}${said ? `; it said:` : ''})${said ? `\n${indent(said)}` : ''}`,
	);
}

/**
 * Starts a program that goes on by itself, in a process group of its own. `stop` ends the group, politely first.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, onLine: (line: string) => void}} options
 */
export function start(command, args, { cwd, env = process.env, onLine }) {
	// a signal would else end this process without its 'exit' event, and leave the program behind
	if (process.listenerCount('SIGTERM') === 0) process.on('SIGTERM', () => process.exit(143));
	const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
	const group = child.pid;
	if (group !== undefined) groups.add(group);
	const feed = lineFeed(onLine);
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', feed);
	/** @type {Promise<string>} resolves with how it ended */
	const ended = new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
	});
	return {
		ended,
		stop: async () => group !== undefined && endGroup(group),
	};
}

/** Ends everything that was started and still runs. */
export async function endAll() {
	await Promise.all([...groups].map(endGroup));
}

/**
 * Ends a process group: politely, so that each process can end what it started in groups of its own, then by force.
 * @param {number} group
 */
async function endGroup(group) {
	signalGroup(group, 'SIGTERM');
	for (const deadline = Date.now() + 3_000; Date.now() < deadline && signalGroup(group, 0); ) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	signalGroup(group, 'SIGKILL');
	groups.delete(group);
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal 0 only asks
 * @returns {boolean} whether anybody is in it
 */
function signalGroup(group, signal) {
	try {
		return process.kill(-group, signal);
	} catch {
		return false;
	}
}

/**
 * @param {boolean} shown
 * @returns {['inherit', 'inherit'] | ['pipe', 'pipe']}
 */
function outputs(shown) {
	return shown ? ['inherit', 'inherit'] : ['pipe', 'pipe'];
}

/**
 * @param {((line: string) => void) | undefined} onLine
 * @returns {(text: string) => void}
 */
function lineFeed(onLine) {
	let unfinished = '';
	return (text) => {
		const lines = (unfinished + text).split('\n');
		unfinished = lines.pop() ?? '';
		for (const line of lines) if (line) onLine?.(line);
	};
}

/** The reason of a failure stands at one of the two ends. @param {readonly string[]} lines */
function abridged(lines) {
	return lines.length <= 20 ? lines : [...lines.slice(0, 10), '…', ...lines.slice(-10)];
}

/** @param {string} text */
function indent(text) {
	return text.replaceAll(/^/gm, '    ');
}
