/** A job file to begin from, with the files that it needs. */
export interface Template {
	/** The name of its folder, by which templates are sorted. */
	readonly id: string;
	readonly title: string;
	/** What it does, in a sentence. */
	readonly detail: string;
}

/** What the first two lines of a template's job file say. Throws for a text without them. */
export function templateFrom(id: string, jobFile: string): Template {
	const [title, detail] = jobFile.split('\n', 2).map((line) => /^# (.+)$/.exec(line)?.[1]);
	if (title === undefined || detail === undefined)
		throw new Error(`The template ${id} does not begin with two lines about itself.`);
	return { id, title, detail };
}

/**
 * Adds a template's jobs at the end of a job file, each under a name that is free there. Undefined where that cannot be done by adding
 * lines: where `jobs` is not the last of the file's keys, or is written in braces.
 */
export function withJobsOf(file: string, template: string): string | undefined {
	const keys = [...file.matchAll(/^([\w"'-]+):/gm)];
	const jobs = keys.at(-1);
	if (jobs?.[1] !== 'jobs' || !/^jobs:[ \t]*(?:#.*)?\r?$/m.test(file)) return undefined;
	const indent = /^jobs:.*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( +)\S/m.exec(file)?.[1];
	if (indent !== '  ') return undefined;
	const taken = new Set([...file.matchAll(/^ {2}([^\s#][^:]*):/gm)].map(([, name]) => name));
	const [head = '', added = ''] = template.split(/^jobs:\n/m);
	const names = [...added.matchAll(/^ {2}([^\s#][^:]*):/gm)].map(([, name]) => name ?? '');
	const renamed = names.reduce((text, name) => {
		const free = freeName(name, taken);
		return free === name
			? text
			: text
					.replace(new RegExp(`^  ${name}:`, 'm'), `  ${free}:`)
					.replace(new RegExp(`^(    after: .*)\\b${name}\\b`, 'm'), `$1${free}`);
	}, added);
	const about = head.split('\n', 1)[0] ?? '';
	return `${file.trimEnd()}\n\n  ${about}\n${renamed}`;
}

function freeName(name: string, taken: ReadonlySet<string | undefined>): string {
	let free = name;
	for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
	return free;
}
