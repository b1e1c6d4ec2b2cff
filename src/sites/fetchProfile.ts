import { ProblemError } from '../problems/problem.ts';
import type { ProfileText } from './catalogue.ts';

const DEADLINE_MS = 30_000;
const LONGEST_BYTES = 256 * 1024;
/** What most centres will call it, so that it tells one from the other by nothing. */
const COMMON_NAME = /^aifactory-site\.ya?ml$/;

/** The part of the web's `fetch` that is needed. */
export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

/** An address that a profile may be fetched from. */
export function isProfileAddress(text: string): boolean {
	return /^https:\/\/[^\s/@]+\/\S*\.ya?ml$/.test(text) && URL.canParse(text);
}

/**
 * Fetches a profile that a centre publishes; nothing of the person's is sent along. Throws ProblemError `badProfile` where there is no
 * such file, or none that could be a profile, and the signal's reason.
 */
export async function fetchProfile(address: string, signal: AbortSignal, get: Fetch): Promise<ProfileText> {
	const fail = (detail: string, cause?: unknown) =>
		new ProblemError({ kind: 'badProfile', file: address, line: 1, column: 1, detail }, { cause });
	const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
	try {
		const response = await get(address, {
			signal: deadline,
			credentials: 'omit',
			referrerPolicy: 'no-referrer',
		});
		if (!response.ok) throw fail(`HTTP ${response.status}`);
		// It may lead elsewhere, but not to where others can change it on its way.
		if (response.url !== '' && !response.url.startsWith('https://'))
			throw fail(`It leads to ${response.url}`);
		const bytes = await bodyOf(response);
		if (bytes === undefined) throw fail('The file is too long.');
		return { file: nameFor(address), text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
	} catch (error) {
		signal.throwIfAborted();
		throw error instanceof ProblemError ? error : fail((error as Error).message, error);
	}
}

/** Undefined for more than a profile may have. */
async function bodyOf({ body }: Response): Promise<Uint8Array | undefined> {
	const parts: Uint8Array[] = [];
	let length = 0;
	for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
		length += part.length;
		if (length > LONGEST_BYTES) return undefined;
		parts.push(part);
	}
	return Buffer.concat(parts);
}

/** Its own name, or that of the host it comes from. */
function nameFor(address: string): string {
	const { pathname, hostname } = new URL(address);
	const name = decodeURIComponent(pathname.split('/').at(-1) ?? '').replace(/[^\w.-]/g, '-');
	return COMMON_NAME.test(name) ? `${hostname}.yaml` : name;
}
