import { endAll } from './process.mjs';
import { Stop, say } from './say.mjs';

/** @type {(() => unknown)[]} */
const closers = [];
/** @type {Promise<void> | undefined} */
let closing;

/**
 * Does `close` when the script ends, however it ends, the last one first.
 * @param {() => unknown} close
 */
export function atEnd(close) {
	closers.push(close);
}

/** Closes all that was handed to atEnd. Goes on after a failure, and never rejects. */
function closeAll() {
	closing ??= (async () => {
		for (let close = closers.pop(); close; close = closers.pop()) {
			try {
				await close();
			} catch (error) {
				say(`While tidying up: ${explain(error)}`);
			}
		}
	})();
	return closing;
}

/**
 * Runs a script's body: one sentence for what a person can mend, a stack for our own mistakes, and everything
 * closed at the end, also after Ctrl-C. The body answers with the exit code.
 * @param {() => Promise<number | void>} body
 * @param {(code: number) => string} [lastLine] the very last thing to say, unless a signal ended the script
 */
export async function main(body, lastLine) {
	for (const [signal, code] of SIGNALS) {
		process.on(
			signal,
			() =>
				void endAll()
					.then(closeAll)
					.then(() => process.exit(code)),
		);
	}
	let code = 1;
	try {
		code = (await body()) ?? 0;
	} catch (error) {
		say(`\n${explain(error)}`);
	}
	await closeAll();
	if (lastLine) say(`\n${lastLine(code)}`);
	process.exit(code);
}

/** With the exit codes that shells expect. */
const SIGNALS = /** @type {const} */ ([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
]);

/** @param {unknown} error @returns {string} */
export function explain(error) {
	if (error instanceof Stop) return error.message;
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
