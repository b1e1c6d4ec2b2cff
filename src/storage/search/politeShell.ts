import { shellQuoteOne } from '../../base/shellQuote.ts';

/** What a script of these ends with when its folder is not there, or is none; */
export const NO_FOLDER = 71;
/** or when it may not be entered. */
export const SHUT_FOLDER = 72;

/** The bounds of a command that walks a tree on a login node. */
export interface WalkLimits {
	/** After so many seconds it is ended. */
	readonly seconds: number;
	/** No process of it may use more time of a processor. */
	readonly cpuSeconds: number;
}

/**
 * A command line that runs another in a folder, at the lowest priority and within its limits. `timeout` stays in the
 * foreground: else it would make a process group of its own, which the watchdog of `RemoteHost.stream` does not reach.
 */
export function politely(folder: string, commandLine: string, { seconds, cpuSeconds }: WalkLimits): string {
	const path = shellQuoteOne(folder);
	return `cd -- ${path} 2>/dev/null || { [ -d ${path} ] && exit ${SHUT_FOLDER}; exit ${NO_FOLDER}; }
command -v timeout >/dev/null || timeout() { shift 4; "$@"; }
polite='nice -n 19'
ionice -c 2 -n 7 true 2>/dev/null && polite="$polite ionice -c 2 -n 7"
ulimit -t ${cpuSeconds} 2>/dev/null
timeout --foreground -k 2 ${seconds} $polite /bin/sh -c ${shellQuoteOne(commandLine)}`;
}

/**
 * Exit codes of a command that was ended by its limits: timeout's own, xargs' for a program that a signal ended, and those of the
 * signals KILL, TERM and XCPU.
 */
const ENDED_BY_LIMIT: readonly (number | null)[] = [124, 125, 137, 143, 152];

export function isLateExit(exitCode: number | null): boolean {
	return ENDED_BY_LIMIT.includes(exitCode);
}
