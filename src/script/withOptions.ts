import { shellQuoteOne } from '../base/shellQuote.ts';
import { readScript, type Script } from './readScript.ts';

/** The directives of the first, mostly only, job as words for a command line. */
export function directiveWords({ marked }: Script): readonly string[] {
	return marked
		.filter(({ component }) => component === 0)
		.flatMap(({ words }) => words.map(({ text }) => text));
}

/** A script as it reads with options from the command line, which go before its own. */
export function withOptions(script: Script, options: readonly string[]): Script {
	if (options.length === 0) return script;
	const own = script.marked.map(({ line }) => script.lines[line] ?? '');
	const first = own.findIndex((line) => /^#(?:SBATCH|SLURM)\s+(?:het|pack)job\b/i.test(line));
	const added = `#SBATCH ${options.map(shellQuoteOne).join(' ')}`;
	return readScript(['#!/bin/sh', ...own.toSpliced(first < 0 ? own.length : first, 0, added), ''].join('\n'));
}
