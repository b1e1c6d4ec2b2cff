/** Keywords that hold a list of paths or names, and thus any number of words. */
const LISTS = /^(?:user|global)knownhostsfile$|^revokedhostkeys$/;

/** Keywords that hold a length of time, as `90`, `2m` or `1h30m`. */
const TIMES = /^(?:connecttimeout|serveraliveinterval)$/;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The words after a keyword in the form in which `ssh -G` prints them; undefined when they cannot be its value. */
export function normalValue(keyword: string, words: readonly string[]): readonly string[] | undefined {
	if (LISTS.test(keyword)) return words;
	const [word = ''] = words;
	if (keyword === 'port') return isPort(word) ? [word] : undefined;
	if (keyword === 'serveralivecountmax') return /^\d{1,9}$/.test(word) ? [word] : undefined;
	if (TIMES.test(keyword)) {
		const seconds = word === 'none' ? 0 : parseTime(word);
		return seconds === undefined ? undefined : [String(seconds)];
	}
	return words;
}

export function isPort(text: string): boolean {
	return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}

/** Seconds; see TIME FORMATS in sshd_config(5). */
function parseTime(text: string): number | undefined {
	if (!/^(?:\d{1,9}[smhdw]?)+$/i.test(text)) return undefined;
	const parts = [...text.matchAll(/(\d+)([smhdw]?)/gi)];
	return parts.reduce(
		(sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit?.toLowerCase() || 's'] ?? 1),
		0,
	);
}
