import { homedir, hostname, userInfo } from 'node:os';
import { expandHome } from '../localPaths.ts';

/** What the tokens of ssh_config(5) stand for in one host's settings. */
export interface TokenFacts {
	readonly alias: string;
	readonly address: string;
	readonly port: number;
	readonly user: string;
	readonly hostKeyAlias?: string | undefined;
}

/** Replaces `%h`, `%r` and the like. A token that is not known stays as it is. */
export function expandTokens(text: string, facts: TokenFacts): string {
	const local = userInfo();
	const tokens: Readonly<Record<string, string>> = {
		'%': '%',
		d: homedir(),
		h: facts.address,
		i: String(local.uid),
		k: facts.hostKeyAlias ?? facts.alias,
		L: hostname().split('.')[0] ?? '',
		l: hostname(),
		n: facts.alias,
		p: String(facts.port),
		r: facts.user,
		u: local.username,
	};
	return text.replace(/%(.)/g, (token, letter: string) => tokens[letter] ?? token);
}

/** A path of the configuration as the system takes it: `~`, tokens and `${VARIABLE}` replaced. */
export function expandPath(path: string, facts: TokenFacts): string {
	const withVariables = path.replace(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole);
	return expandHome(expandTokens(withVariables, facts));
}
