import type ssh2 from 'ssh2';
import type internals from 'ssh2/lib/protocol/utils.js';

/** ssh2, and the part of its inside that `publicKeyAuth.ts` needs. */
export interface Ssh2 {
	readonly ssh2: typeof ssh2;
	readonly internals: typeof internals;
}

/** Loads ssh2 when somebody connects: it takes longer than all of the extension's start. */
export async function loadSsh2(): Promise<Ssh2> {
	const [library, utils] = await Promise.all([import('ssh2'), import('ssh2/lib/protocol/utils.js')]);
	return { ssh2: library.default, internals: utils.default };
}
