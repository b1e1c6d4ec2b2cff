import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readFactory } from './practice.ts';

type SshdEventKind =
	/** Somebody dialled. */
	| 'connection'
	| 'accepted'
	/** Right, but another method is needed too. */
	| 'partial'
	| 'failed'
	/** PAM's own line about a wrong answer; sshd adds `failed`. */
	| 'pamFailure'
	/** Nobody of that name may sign in. */
	| 'unknownUser'
	/** MaxAuthTries. */
	| 'tooManyTries'
	/** The client left before it was signed in. */
	| 'closedEarly'
	/** The client left, or was refused, before there was a secure channel. */
	| 'noHandshake'
	| 'ended';

/** A line of sshd's log that says how a sign-in went. */
export interface SshdEvent {
	readonly kind: SshdEventKind;
	readonly user?: string;
	/** As sshd names it: `publickey`, `password`, `keyboard-interactive/pam`. */
	readonly method?: string;
	/** The client's port, which tells connections apart. */
	readonly port?: number;
}

const FROM = String.raw`from \S+(?: port (?<port>\d+))?`;
const BY = String.raw`(?:by|from)(?: (?:invalid |authenticating )?user (?<user>\S+))? \S+ port (?<port>\d+)`;

/** Seen with OpenSSH 9.2 at LogLevel VERBOSE. */
const LINES: readonly (readonly [SshdEventKind, RegExp])[] = [
	['connection', new RegExp(`^Connection ${FROM} on `)],
	['accepted', new RegExp(`^Accepted (?<method>\\S+) for (?<user>\\S+) ${FROM} `)],
	['partial', new RegExp(`^Partial (?<method>\\S+) for (?<user>\\S+) ${FROM} `)],
	['failed', new RegExp(`^Failed (?<method>\\S+) for (?:invalid user )?(?<user>\\S+) ${FROM} `)],
	['pamFailure', new RegExp(`^PAM: Authentication failure for (?:illegal user )?(?<user>\\S+) ${FROM}$`)],
	['unknownUser', new RegExp(`^Invalid user (?<user>\\S+) ${FROM}$`)],
	['unknownUser', new RegExp(`^User (?<user>\\S+) ${FROM} not allowed because `)],
	['tooManyTries', new RegExp(`^maximum authentication attempts exceeded for (?<user>\\S+) ${FROM} `)],
	['closedEarly', new RegExp(`^(?:Connection (?:closed|reset)|Disconnected) ${BY} \\[preauth\\]$`)],
	['noHandshake', /^kex_exchange_identification: (?:client sent|(?:read: )?Connection (?:closed|reset) by) /],
	['noHandshake', new RegExp(`^banner exchange: Connection ${FROM}: invalid format$`)],
	['noHandshake', /^Unable to negotiate with \S+ port (?<port>\d+): no matching /],
	['ended', new RegExp(`^(?:Connection (?:closed|reset)|Disconnected) ${BY}$`)],
];

/** Undefined for a line that says nothing of this kind. In a file of its own sshd ends lines as on a terminal, with CR LF. */
export function parseSshdLine(line: string): SshdEvent | undefined {
	for (const [kind, pattern] of LINES) {
		const match = pattern.exec(line.trimEnd());
		if (!match) continue;
		const { user, method, port } = match.groups ?? {};
		return { kind, ...(user && { user }), ...(method && { method }), ...(port && { port: Number(port) }) };
	}
	return undefined;
}

/**
 * How often fail2ban's sshd filter would count against the client's address (seen with fail2ban 1.0.2). A refused key is
 * no failure to it; in aggressive mode each connection that ends without a sign-in is one.
 */
export function countFailures(events: readonly SshdEvent[], mode: 'normal' | 'aggressive'): number {
	return events.filter(({ kind, method }) => {
		switch (kind) {
			case 'failed':
				return method !== 'publickey';
			case 'pamFailure':
			case 'unknownUser':
			case 'tooManyTries':
				return true;
			case 'closedEarly':
			case 'noHandshake':
				return mode === 'aggressive';
			default:
				return false;
		}
	}).length;
}

/** What sshd of a login node writes from now on, of all who use the node. */
export function watchSshd(node: string): SshdWatch {
	return new SshdWatch(join(readFactory().dir, 'log', `${node}.log`));
}

class SshdWatch {
	readonly #file: string;
	readonly #start: number;

	constructor(file: string) {
		this.#file = file;
		this.#start = statSync(file).size;
	}

	/** So far. */
	get events(): SshdEvent[] {
		const text = readFileSync(this.#file).subarray(this.#start).toString();
		return text.split('\n').flatMap((line) => parseSshdLine(line) ?? []);
	}

	/** When every connection has ended: sshd notices and writes some milliseconds after the client. */
	async whenAllEnded(): Promise<SshdEvent[]> {
		for (const deadline = Date.now() + 5_000; ; await delay(20)) {
			const { events } = this;
			const open = openPorts(events);
			if (events.length > 0 && open.size === 0) return events;
			assert.ok(Date.now() < deadline, `not ended: ${JSON.stringify(events)}`);
		}
	}
}

function openPorts(events: readonly SshdEvent[]): ReadonlySet<number> {
	const open = new Set<number>();
	for (const { kind, port } of events) {
		if (port === undefined) continue;
		if (kind === 'connection') open.add(port);
		if (['closedEarly', 'noHandshake', 'tooManyTries', 'ended'].includes(kind)) open.delete(port);
	}
	return open;
}
