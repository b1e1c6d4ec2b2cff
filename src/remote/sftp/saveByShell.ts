import { shellQuote } from '../../base/shellQuote.ts';
import type { ExecResult } from '../remoteHost.ts';

/** Runs a command line in a shell of the same host. */
export type Exec = (commandLine: string, signal: AbortSignal) => Promise<ExecResult>;

/** What a fresh file beside the old one is to the shell. */
export type Prepared =
	/** It is there, with the mode, owner, access list and extended attributes of the old one. */
	| { readonly kind: 'ready'; readonly temporary: string }
	/** It is there, but must not take the old one's place. */
	| {
			readonly kind: 'inPlace';
			readonly temporary: string;
			readonly why: 'folderNotWritable' | 'hardLink' | 'owner' | 'accessList';
	  }
	/** The shell or its tools are not up to it. */
	| { readonly kind: 'unknown' };

/**
 * Makes an empty file beside the one of `$1` by the name `$2`, or in the folder for temporary files, that nobody else may
 * read before it has the old one's attributes. Prints a word and the path. `cp` copies access lists and extended attributes
 * where it was built with them; what it could not copy is found by comparing. What saves that were cut off an hour ago left
 * in the folder for temporary files goes as well.
 */
const PREPARE = `f=$1 n=$2
umask 077; set -C
command -v cp >/dev/null && command -v stat >/dev/null || exit 1
links=$(stat -c %h -- "$f") || exit 1
tmp=\${TMPDIR:-/tmp}
aside() { find "$tmp" -maxdepth 1 -user "$(id -u)" -name 'aif-save-????????????' -mmin +60 -delete 2>/dev/null; t=$(mktemp "$tmp/aif-save-XXXXXXXXXXXX") || exit 1; printf '%s\\n%s\\n' "$1" "$t"; exit 0; }
( : >"$n" ) 2>/dev/null || aside folderNotWritable
give() { printf '%s\\n%s\\n' "$1" "$n"; exit 0; }
[ "$links" = 1 ] || give hardLink
cp --attributes-only --preserve=mode,ownership,xattr -- "$f" "$n" 2>/dev/null ||
cp --attributes-only --preserve=mode,ownership -- "$f" "$n" 2>/dev/null
[ "$(stat -c '%u %g' -- "$f")" = "$(stat -c '%u %g' -- "$n")" ] || { chmod 600 -- "$n"; give owner; }
[ "$(stat -c %a -- "$f")" = "$(stat -c %a -- "$n")" ] || { chmod 600 -- "$n"; give accessList; }
case "$(ls -ld -- "$f")" in
??????????+*) command -v getfacl >/dev/null && [ "$(getfacl -cn -- "$f" 2>/dev/null)" = "$(getfacl -cn -- "$n" 2>/dev/null)" ] || case "$(ls -ld -- "$n")" in ??????????+*) ;; *) chmod 600 -- "$n"; give accessList ;; esac ;;
esac
give ready`;

/** Asks the shell for a fresh file to save `target` by. Throws what `exec` throws but for a host that has no shell. */
export async function prepareByShell(
	exec: Exec,
	target: string,
	temporary: string,
	signal: AbortSignal,
): Promise<Prepared> {
	const commandLine = shellQuote(['sh', '-c', PREPARE, 'sh', target, temporary]);
	const { stdout, exitCode } = await exec(commandLine, signal);
	const [word = '', path] = [
		stdout.slice(0, stdout.indexOf('\n')),
		stdout.slice(stdout.indexOf('\n') + 1, -1),
	];
	if (exitCode !== 0 || !path?.startsWith('/')) return { kind: 'unknown' };
	if (word === 'ready') return { kind: 'ready', temporary: path };
	if (word === 'folderNotWritable' || word === 'hardLink' || word === 'owner' || word === 'accessList') {
		return { kind: 'inPlace', temporary: path, why: word };
	}
	return { kind: 'unknown' };
}

/**
 * Puts the content of `$1` into the file of `$2` on the server's own side, so that no cut of the link can leave a part of
 * it: in a session of its own that hears of no hang-up and ends by itself. The old content is kept until that is done and
 * put back where it fails. Exit code 3: nothing was changed; 4: the old content could not be put back, and is in the file
 * whose path is printed.
 */
const PUT = `n=$1 f=$2
trap '' HUP INT TERM PIPE
umask 077
b=$(mktemp "\${n%/*}/aif-kept-XXXXXXXXXXXX") || exit 3
cat -- "$f" >"$b" || { rm -f -- "$b"; exit 3; }
if cat -- "$n" >"$f" && sync -- "$f" 2>/dev/null; then rm -f -- "$b" "$n"; exit 0; fi
if cmp -s -- "$n" "$f"; then rm -f -- "$b" "$n"; exit 0; fi
if cat -- "$b" >"$f"; then rm -f -- "$b"; exit 3; fi
printf '%s\\n' "$b"; exit 4`;

/** How putting a content in place ended. `words` are those of the tools. */
export type PutOutcome =
	| { readonly kind: 'done' }
	| { readonly kind: 'unchanged'; readonly words: string }
	| { readonly kind: 'lost'; readonly backup: string; readonly words: string };

/** Copies an uploaded file over another one and removes it. Throws what `exec` throws: then it was done or was not begun. */
export async function putByShell(
	exec: Exec,
	temporary: string,
	target: string,
	signal: AbortSignal,
): Promise<PutOutcome> {
	const inSession = 'command -v setsid >/dev/null && set -- setsid -w "$@"; exec "$@"';
	const commandLine = shellQuote(['sh', '-c', inSession, 'sh', 'sh', '-c', PUT, 'sh', temporary, target]);
	const { stdout, stderr, exitCode } = await exec(commandLine, signal);
	if (exitCode === 0) return { kind: 'done' };
	if (exitCode === 4) return { kind: 'lost', backup: stdout.trimEnd(), words: stderr.trim() };
	return { kind: 'unchanged', words: stderr.trim() };
}
