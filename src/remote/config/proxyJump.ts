import { ProblemError } from '../../problems/problem.ts';
import type { SshSettings } from '../sshSettings.ts';
import type { HostQuery } from './sshConfig.ts';

/** One hop of a ProxyJump. */
export interface Hop {
	readonly host: string;
	readonly user?: string;
	readonly port?: number;
}

/** Reads `[user@]host[:port]`, also as `ssh://…` and with an IPv6 address in brackets. */
export function parseHop(text: string): Hop {
	const bare = text.replace(/^ssh:\/\//, '').replace(/\/$/, '');
	const at = bare.lastIndexOf('@');
	const [, bracketed, plain, port] =
		/^(?:\[(.+)\]|([^:]*|[^:]*:[^:]*:.*))(?::(\d+))?$/.exec(bare.slice(at + 1)) ?? [];
	return {
		host: bracketed ?? plain ?? bare.slice(at + 1),
		...(at > 0 && { user: bare.slice(0, at) }),
		...(port && { port: Number(port) }),
	};
}

/**
 * The hosts to sign in to in turn, the last of them the host itself; each with its own settings. Of several hops only the
 * first goes by its own ProxyJump or ProxyCommand: the way of the others is given by the list. Throws ProblemError
 * `jumpLoop`, and what `resolve` does.
 */
export async function routeTo(
	target: SshSettings,
	configFile: string | undefined,
	resolve: (query: HostQuery) => Promise<SshSettings>,
	behind: readonly string[] = [],
): Promise<readonly SshSettings[]> {
	const hops = [...behind, target.alias];
	if (behind.includes(target.alias)) throw new ProblemError({ kind: 'jumpLoop', host: hops[0] ?? '', hops });
	const found: SshSettings[] = [];
	for (const hop of target.proxyJump) {
		found.push(await resolve({ ...parseHop(hop), ...(configFile && { configFile }) }));
	}
	const [first, ...others] = found;
	if (!first) return [target];
	return [...(await routeTo(first, configFile, resolve, hops)), ...others, target];
}
