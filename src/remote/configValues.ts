import { hostname, userInfo } from 'node:os';
import { ProblemError } from '../problems/problem.ts';
import type { ConfigLine } from './configFile.ts';
import { matchesPatternList } from './wildcard.ts';

/** Keyword in small letters to its values, as `ssh -G` prints them. */
export type ConfigValues = ReadonlyMap<string, readonly string[]>;

/** Keywords of which every line counts; of all others the first line does. */
const ADDING = new Set([
	'identityfile',
	'certificatefile',
	'sendenv',
	'localforward',
	'remoteforward',
	'dynamicforward',
]);

/** Keywords whose value is the rest of the line, spaces and all. */
const WHOLE_LINE = new Set(['proxycommand', 'remotecommand', 'localcommand', 'knownhostscommand']);

/** What configuration lines say about a host: the first value wins, as with OpenSSH. `given` comes before all lines. */
export function valuesFor(alias: string, lines: readonly ConfigLine[], given: ConfigValues): ConfigValues {
	const values = new Map<string, readonly string[]>(given);
	collect(alias, lines, values);
	return values;
}

function collect(alias: string, lines: readonly ConfigLine[], values: Map<string, readonly string[]>): void {
	for (const { keyword, words, below } of lines) {
		if (keyword === 'host') {
			if (matchesPatternList(alias, words)) collect(alias, below, values);
		} else if (keyword === 'match') {
			if (isMatch(alias, words, values)) collect(alias, below, values);
		} else if (keyword === 'include') {
			collect(alias, below, values);
		} else {
			const value = WHOLE_LINE.has(keyword) ? [words.join(' ')] : words;
			if (ADDING.has(keyword)) values.set(keyword, [...new Set([...(values.get(keyword) ?? []), ...value])]);
			else if (!values.has(keyword)) values.set(keyword, value);
		}
	}
}

/** All criteria of a Match line must hold. Those that run programs are not for this reader and stop it. */
function isMatch(alias: string, words: readonly string[], values: ConfigValues): boolean {
	const address = values.get('hostname')?.[0]?.replaceAll('%h', alias) ?? alias;
	const subjects: Readonly<Record<string, string>> = {
		host: address,
		originalhost: alias,
		user: values.get('user')?.[0] ?? userInfo().username,
		localuser: userInfo().username,
		localhost: hostname(),
	};
	for (let next = 0; next < words.length; ) {
		const word = words[next++]?.toLowerCase() ?? '';
		const criterion = word.replace(/^!/, '');
		if (criterion === 'all') continue;
		if (criterion === 'final' || criterion === 'canonical') return false;
		const subject = subjects[criterion];
		if (subject === undefined) {
			throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting: `Match ${criterion}` });
		}
		const holds = matchesPatternList(subject, (words[next++] ?? '').split(','));
		if (holds === word.startsWith('!')) return false;
	}
	return true;
}
