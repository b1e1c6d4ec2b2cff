import { shellQuote } from '../base/shellQuote.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';

/** Absolute paths to look at. Of a folder in `withContent` each entry counts as well, so that a growing file is seen. */
export interface Watched {
	readonly paths: readonly string[];
	readonly withContent: readonly string[];
	/** Those of either that were read so many seconds ago at most, and not looked at since. */
	readonly read?: { readonly paths: readonly string[]; readonly seconds: number };
}

/** What a path looked like: whatever changes it changes this text. Paths that are not there are missing. */
export type Looks = ReadonlyMap<string, string>;

const SECONDS = 10;

/**
 * Looks at many paths by one or two processes, whatever their number, and by another one or two at those that were just read. What
 * changed since its reading began looks another way than it will, so that the next look tells of it.
 */
export function lookAt({ paths, withContent, read }: Watched): RemoteCommand<Looks> {
	const find = (depth: number, from: readonly string[], which = '') =>
		from.length === 0
			? []
			: [
					`timeout ${SECONDS} find -H ${shellQuote(from)} -maxdepth ${depth} ${which}-printf '%H\\0%P\\0%y %i %s %T@ %C@\\0' 2>/dev/null`,
				];
	const news = `-newermt '${read?.seconds ?? 0} seconds ago' `;
	const isRead = (path: string) => read?.paths.includes(path) === true;
	const script = [
		'command -v timeout >/dev/null || timeout() { shift; "$@"; }',
		...find(0, paths),
		...find(1, withContent),
		...find(0, paths.filter(isRead), news),
		...find(1, withContent.filter(isRead), news),
		// What is gone is an answer as well.
		':',
	];
	return { argv: ['sh', '-c', script.join('\n')], parse: parseLooks };
}

function parseLooks(stdout: string): Looks {
	const looks = new Map<string, string>();
	const fields = stdout.split('\0');
	for (let index = 0; index + 2 < fields.length; index += 3) {
		const [path = '', name = '', facts = ''] = fields.slice(index, index + 3);
		looks.set(path, `${looks.get(path) ?? ''}${name} ${facts}\n`);
	}
	return looks;
}
