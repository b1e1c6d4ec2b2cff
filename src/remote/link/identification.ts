import type { Client } from 'ssh2';

/** Much more than any greeting: what says so much before it names its protocol is no SSH server, or a trap. */
const MAX_BYTES = 64 * 1024;

const IDENTIFICATION = /^SSH-[^\n]*\n/m;

/** What sshd says in place of its name when it does not want to talk now (sshd.c). */
const TURNED_AWAY = /^(?:Exceeded MaxStartups|Not allowed at this time)/;

/** What answered is no SSH server; the message is how it began. */
export class NotSshError extends Error {
	override readonly name = 'NotSshError';
}

/** The part of ssh2 1.17's protocol object that this file stands on. */
interface Protocol {
	/** Takes bytes from `from` to `to`, and returns up to where it has used them. */
	_parse(chunk: Buffer, from: number, to: number): number;
}

/** What a server says before it has named its protocol. */
export interface Greeting {
	/** The error again; or NotSshError, or the server's own words, where these tell more about it. */
	explain(error: unknown): unknown;
}

/**
 * Hears what a server says up to the line that names its protocol (RFC 4253 section 4.2), and gives ssh2 that in one piece:
 * ssh2 misses a line that comes in more than two. To be called after `client.connect`, which makes the protocol object.
 * `onFailure` hears of a server that talks on without naming it.
 */
export function hearGreeting(client: Client, onFailure: (error: NotSshError) => void): Greeting {
	const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
	const parseHeader = protocol._parse;
	let heard: Buffer = Buffer.alloc(0);
	let isSsh = false;
	protocol._parse = (chunk, from, to) => {
		const before = heard.length;
		heard = Buffer.concat([heard, chunk.subarray(from, to)]);
		if (IDENTIFICATION.test(heard.toString('latin1'))) {
			isSsh = true;
			// This sets the next `_parse` itself.
			return from + parseHeader.call(protocol, heard, 0, heard.length) - before;
		}
		if (heard.length > MAX_BYTES) onFailure(new NotSshError(firstLine(heard)));
		return to;
	};
	return {
		explain: (error) => {
			if (isSsh || heard.length === 0) return error;
			const words = firstLine(heard);
			const options = { cause: error };
			return TURNED_AWAY.test(words) ? new Error(words, options) : new NotSshError(words, options);
		},
	};
}

/** What can be shown of how a conversation began. */
function firstLine(heard: Buffer): string {
	const [line = ''] = heard
		.toString('utf8')
		.trimStart()
		.split(/[\r\n]/);
	return line.replace(/\p{C}/gu, '.').slice(0, 200);
}
