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
