import { shellQuote } from '../base/shellQuote.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';

/** Absolute paths to look at. Of a folder in `withContent` each entry counts as well, so that a growing file is seen. */
export interface Watched {
	readonly paths: readonly string[];
	readonly withContent: readonly string[];
}

/** What a path looked like: whatever changes it changes this text. Paths that are not there are missing. */
export type Looks = ReadonlyMap<string, string>;

const SECONDS = 10;

/** Looks at many paths by one or two processes, whatever their number. */
export function lookAt({ paths, withContent }: Watched): RemoteCommand<Looks> {
	const find = (depth: number, from: readonly string[]) =>
		from.length === 0
			? []
			: [
					`timeout ${SECONDS} find -H ${shellQuote(from)} -maxdepth ${depth} -printf '%H\\0%P\\0%y %i %s %T@ %C@\\0' 2>/dev/null`,
				];
	const script = [
		'command -v timeout >/dev/null || timeout() { shift; "$@"; }',
		...find(0, paths),
		...find(1, withContent),
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
