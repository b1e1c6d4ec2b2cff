import { shellQuote } from '../../base/shellQuote.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { isOfBytes, type SearchQuery } from './searchQuery.ts';

/** A program that searches, and which regular expressions it reads. */
export interface SearchTool {
	/** ripgrep; GNU grep with Perl's expressions; GNU grep with POSIX extended ones. */
	readonly kind: 'rg' | 'grep-P' | 'grep-E';
	/** Its path or name. */
	readonly program: string;
}

/** What a look at a query found out. */
export interface QueryCheck {
	readonly tool: SearchTool;
	/** What the tool has against the regular expression, in its own words; absent where it takes it. */
	readonly refusal?: string;
}

/** What begins a match that grep marks: digits that no text of a file can know. The end is that of any colour. */
export interface MatchMark {
	readonly begin: string;
}

export function matchMark(): MatchMark {
	return { begin: `7;${Math.floor(Math.random() * 1e12)}` };
}

/** Once a file has so many lines with matches its other lines are of no use to anybody. */
const MOST_OF_A_FILE = 2001;

/** What stands before a command that runs the tool, so that its surroundings change nothing. */
export function searchEnv(query: SearchQuery, { begin }: MatchMark): readonly string[] {
	return [
		...['env', '-u', 'GREP_COLOR', '-u', 'GREP_OPTIONS', `GREP_COLORS=mt=${begin}:fn=:ln=:se=:ne`],
		...(isOfBytes(query) ? ['LC_ALL=C'] : []),
	];
}

/** The arguments with which a tool looks for a query, without the files; each file's path follows. */
export function searchArgv({ kind, program }: SearchTool, query: SearchQuery): readonly string[] {
	const { text, isRegex, isCaseSensitive, isWholeWord } = query;
	const common = [...(isWholeWord ? ['-w'] : []), ...(isCaseSensitive ? [] : ['-i'])];
	if (kind === 'rg') {
		return [
			...[program, '--no-config', '--json', '--no-mmap', '--threads=2', '--encoding=none', '--no-crlf'],
			...[`--max-count=${MOST_OF_A_FILE}`, isRegex ? '--engine=auto' : '-F'],
			...(isOfBytes(query) ? ['--no-unicode'] : []),
			...(isCaseSensitive ? ['-s'] : []),
			...[...common, '-e', text, '--'],
		];
	}
	const isPerl = isRegex && kind === 'grep-P';
	return [
		...[program, '-n', '-I', '-H', '-Z', '--color=always', '--line-buffered'],
		...[`--max-count=${MOST_OF_A_FILE}`, isPerl ? '-P' : isRegex ? '-E' : '-F'],
		...common.filter((option) => !(isPerl && option === '-w')),
		...['-e', isPerl ? perlRegex(text, isWholeWord) : text, '--'],
	];
}

/** With what Unicode calls a letter, which `grep -P` knows by itself from 3.9 on only. */
function perlRegex(text: string, isWholeWord: boolean): string {
	// The option -w would put something before the verb.
	return isWholeWord ? `(*UCP)(?<!\\w)(?:${text})(?!\\w)` : `(*UCP)${text}`;
}

/**
 * Finds out which tool a login node has, the quickest first, and whether it takes the query. A ripgrep before version 12 is
 * passed over; one of the person's own is found where people put them.
 */
export function checkQuery(query: SearchQuery): RemoteCommand<QueryCheck> {
	const attempt = (tool: SearchTool) => {
		const argv = [...searchEnv(query, { begin: '7' }), ...searchArgv(tool, query)];
		return shellQuote(argv).replace(PLACEHOLDER, '"$rg"');
	};
	const script = `rg=
for p in "$(command -v rg 2>/dev/null)" "$HOME/.local/bin/rg" "$HOME/.cargo/bin/rg" "$HOME/bin/rg"; do
  case $p in /*) ;; *) continue ;; esac
  case $("$p" --no-config --version 2>/dev/null) in
  'ripgrep '[0-9].*|'ripgrep '1[01].*) ;;
  'ripgrep '[0-9]*) rg=$p; break ;;
  esac
done
if [ -n "$rg" ]; then
  printf 'rg\\0%s\\0' "$rg"
  why=$(${attempt({ kind: 'rg', program: PLACEHOLDER })} - </dev/null 2>&1 >/dev/null); code=$?
elif echo a | grep -qP a 2>/dev/null; then
  printf 'grep-P\\0grep\\0'
  why=$(${attempt({ kind: 'grep-P', program: 'grep' })} - </dev/null 2>&1 >/dev/null); code=$?
else
  printf 'grep-E\\0grep\\0'
  why=$(${attempt({ kind: 'grep-E', program: 'grep' })} - </dev/null 2>&1 >/dev/null); code=$?
fi
case $code in 0|1) ;; *) printf '%s\\0' "$why" ;; esac`;
	return { argv: ['sh', '-c', script], parse: parseCheck };
}

const PLACEHOLDER = '@rg@';

function parseCheck(stdout: string): QueryCheck {
	const [kind, program, refusal, ...rest] = stdout.split('\0');
	const isKind = kind === 'rg' || kind === 'grep-P' || kind === 'grep-E';
	if (!isKind || !program || rest.length > 1) {
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'grep', detail: stdout });
	}
	return { tool: { kind, program }, ...(rest.length === 1 && { refusal: refusalText(refusal ?? '') }) };
}

/** The last line of what a tool says is the reason; ripgrep shows the place above it. */
function refusalText(text: string): string {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const reason = lines.findLast((line) => /^(rg: )?error:/i.test(line)) ?? lines.at(-1) ?? '';
	return reason.replace(/^(rg|grep): /, '').replace(/^error: /i, '');
}
