import { hostname, userInfo } from 'node:os';
import { ProblemError } from '../../problems/problem.ts';
import { matchesPatternList } from '../wildcard.ts';
import type { ConfigLine } from './configFile.ts';
import { badLine, isCommand } from './configText.ts';
import { normalValue } from './normalValue.ts';

/** Keyword in small letters to its values, as `ssh -G` prints them, with a value for each path of a list of paths. */
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

/** Old names that OpenSSH still takes (readconf.c). */
const OLD_NAMES: Readonly<Record<string, string>> = {
	challengeresponseauthentication: 'kbdinteractiveauthentication',
	skeyauthentication: 'kbdinteractiveauthentication',
	tisauthentication: 'kbdinteractiveauthentication',
	pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
	dsaauthentication: 'pubkeyauthentication',
	identityfile2: 'identityfile',
};

/** Where a reading of the lines stands. */
interface Reading {
	/** What Host patterns are held against: the name asked for, in the second pass the one it turned out to be. */
	readonly subject: string;
	readonly alias: string;
	readonly isFinal: boolean;
	readonly values: Map<string, readonly string[]>;
	wantsFinal: boolean;
}

/** What configuration lines say about a host: the first value wins, as with OpenSSH. `given` comes before all lines. */
export function valuesFor(alias: string, lines: readonly ConfigLine[], given: ConfigValues): ConfigValues {
	const values = new Map<string, readonly string[]>(given);
	const first: Reading = { subject: alias, alias, isFinal: false, values, wantsFinal: false };
	collect(lines, first);
	// As OpenSSH for `Match final`: all once more, held against the name that the first pass gave.
	if (first.wantsFinal) collect(lines, { ...first, subject: addressIn(values, alias), isFinal: true });
	values.set('hostname', [addressIn(values, alias)]);
	return values;
}

/** HostName knows the tokens %h and %% only. */
function addressIn(values: ConfigValues, alias: string): string {
	const name = values.get('hostname')?.[0];
	return (
		name?.replace(/%([%h])/g, (_token, letter) => (letter === 'h' ? alias : '%')) ?? alias
	).toLowerCase();
}

function collect(lines: readonly ConfigLine[], reading: Reading): void {
	for (const line of lines) {
		const { keyword, words, below } = line;
		if (keyword === 'host') {
			if (matchesPatternList(reading.subject, words)) collect(below, reading);
		} else if (keyword === 'match') {
			if (isMatch(words, reading)) collect(below, reading);
		} else if (keyword === 'include') {
			collect(below, reading);
		} else {
			take(line, reading.values);
		}
	}
}

function take(line: ConfigLine, values: Map<string, readonly string[]>): void {
	const keyword = OLD_NAMES[line.keyword] ?? line.keyword;
	const words = isCommand(keyword) ? [line.rest] : line.words;
	if (words.length === 0) throw badLine(line.file, line.number, `no argument after "${keyword}"`);
	const before = values.get(keyword);
	if (ADDING.has(keyword)) return void values.set(keyword, [...new Set([...(before ?? []), ...words])]);
	if (before || isOutdone(keyword, values)) return;
	const value = normalValue(keyword, words);
	if (!value) throw badLine(line.file, line.number, `bad ${keyword} "${words.join(' ')}"`);
	values.set(keyword, value);
}

/** Of ProxyJump and ProxyCommand the one that comes first counts; but `ProxyJump none` leaves the way to a ProxyCommand. */
function isOutdone(keyword: string, values: ConfigValues): boolean {
	if (keyword === 'proxyjump') return values.has('proxycommand');
	const jump = keyword === 'proxycommand' ? values.get('proxyjump')?.[0] : undefined;
	return jump !== undefined && jump.toLowerCase() !== 'none';
}

/** All criteria of a Match line must hold. Those that run programs are not for this reader and stop it. */
function isMatch(words: readonly string[], reading: Reading): boolean {
	const { alias, subject, isFinal, values } = reading;
	const subjects: Readonly<Record<string, string>> = {
		host: values.has('hostname') ? addressIn(values, alias) : subject.toLowerCase(),
		originalhost: alias.toLowerCase(),
		user: values.get('user')?.[0] ?? userInfo().username,
		localuser: userInfo().username,
		localhost: hostname().toLowerCase(),
	};
	let result = true;
	for (let next = 0; next < words.length; ) {
		const word = words[next++]?.toLowerCase() ?? '';
		const isNegated = word.startsWith('!');
		const criterion = word.replace(/^!/, '');
		if (criterion === 'all') continue;
		if (criterion === 'final' || criterion === 'canonical') {
			reading.wantsFinal ||= criterion === 'final';
			if (isFinal === isNegated) result = false;
			continue;
		}
		const text = subjects[criterion];
		if (text === undefined) {
			// What cannot hold any more needs no answer, as with OpenSSH.
			if (!result) return false;
			throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting: `Match ${criterion}` });
		}
		const patterns = words[next++] ?? '';
		const isHost = criterion.endsWith('host');
		const holds = matchesPatternList(text, (isHost ? patterns.toLowerCase() : patterns).split(','));
		if (holds === isNegated) result = false;
	}
	return result;
}
