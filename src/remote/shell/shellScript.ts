/**
 * What every remote shell of ours starts with. The locale is one where programs speak English and keep UTF-8 as it is:
 * plain C would too, but then GNU programs write é in file names as \303\251. Where C.UTF-8 is missing (glibc before 2.35
 * without a distributor's patch) it is plain C, found out without a word on stderr.
 */
const ENVIRONMENT = [
	'unset ENV BASH_ENV',
	'LC_ALL=C.UTF-8',
	'export LC_ALL',
	'case "$(locale charmap 2>/dev/null)" in UTF-8) ;; *) LC_ALL=C ;; esac',
	'TERM=dumb COLUMNS=200',
	'export TERM COLUMNS',
];

/** The first lines of a script for `/bin/sh`; `prelude` comes from whoever knows which variables disturb its commands. */
export function scriptStart(prelude: string): string {
	return [...ENVIRONMENT, ...(prelude ? [prelude] : [])].join('\n');
}
