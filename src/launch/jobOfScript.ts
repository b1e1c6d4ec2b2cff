import { optionOf } from '../script/options.ts';
import { nameOf, readScript, type Setting } from '../script/readScript.ts';
import { CONDA_SET_UP, containerGuard } from './environment/environmentText.ts';
import { type EnvironmentLine, type ReadScript, readEnvironment } from './environment/readEnvironment.ts';

/** A job of a job file as plain values, in the order in which people read it. */
export type JobValues = Readonly<Record<string, unknown>>;

export interface JobOfScript {
	/** What the script calls itself; undefined where it does not. */
	readonly name: string | undefined;
	readonly values: JobValues;
	/** Options that have no place in a job file: they are given anew with each submission, or AI Factory sets them itself. */
	readonly leftOut: readonly string[];
}

/** Why a script is no job of a job file. */
export type NoJob = 'hetjob' | 'shell' | 'noCommand' | 'unread';

/** Where options have keys of their own; others stay options. Values are texts as sbatch takes them. */
const KEYS: Readonly<Record<string, readonly [key: string, pattern: RegExp]>> = {
	partition: ['partition', /./],
	account: ['account', /./],
	qos: ['qos', /./],
	time: ['time', /^(\d+-\d{1,2}(:\d{1,2}){0,2}|\d{1,4}(:\d{1,2}){1,2}|\d+)$/],
	nodes: ['nodes', /^[1-9]\d*$/],
	ntasks: ['tasks', /^[1-9]\d*$/],
	'ntasks-per-node': ['tasksPerNode', /^[1-9]\d*$/],
	'cpus-per-task': ['cpus', /^[1-9]\d*$/],
	mem: ['memory', /^\d+[KMGT]?$/],
	gpus: ['gpus', /^([A-Za-z][\w.-]*:)?\d+$/],
	'gpus-per-node': ['gpusPerNode', /^([A-Za-z][\w.-]*:)?\d+$/],
	constraint: ['constraint', /./],
	reservation: ['reservation', /./],
};
const NUMBERS: ReadonlySet<string> = new Set([
	'nodes',
	'tasks',
	'tasksPerNode',
	'cpus',
	'gpus',
	'gpusPerNode',
]);
/** In the order of the schema. */
const RESOURCES =
	'partition account qos time nodes tasks tasksPerNode cpus memory gpus gpusPerNode constraint reservation exclusive';
const ARRAY = /^(\d+(?:-\d+(?::\d+)?)?(?:,\d+(?:-\d+(?::\d+)?)?)*)(?:%([1-9]\d*))?$/;
/** How the script of a job file begins. */
const STRICT = 'set -eo pipefail';
/** Not to be written into a job file: see `flawsInJob`. */
const OURS = /^(?:parsable|quiet|wait|wrap|test-only|dependency|help|usage|version)$/;

/** The job that does what a batch script does, or why there is none. */
export function jobOfScript(text: string): JobOfScript | NoJob {
	const script = readScript(text);
	if (script.marked.some(({ component }) => component > 0)) return 'hetjob';
	if (script.stray.length > 0 || script.faults.length > 0) return 'unread';
	const first = script.lines[0] ?? '';
	if (!/^#!\s*(?:\/usr)?(?:\/local)?\/bin\/(?:env\s+)?(?:ba)?sh(?:\s+-l)?\s*$/.test(first)) return 'shell';
	const last = new Map<string, Setting>();
	for (const setting of script.settings) {
		const name = setting.option ? nameOf(setting.option) : setting.name;
		last.delete(name);
		last.set(name, setting);
	}
	const given: Given = { resources: {}, options: [], leftOut: [], others: {} };
	for (const [name, setting] of last) place(given, name, setting);
	const body = bodyOf(readEnvironment(text));
	if (!body) return 'noCommand';
	const resources = RESOURCES.split(' ').flatMap((key) =>
		given.resources[key] === undefined ? [] : [[key, given.resources[key]] as const],
	);
	const isLogin = / -l\s*$/.test(first);
	if (isLogin && !body.environment?.['modules'] && !body.environment?.['conda'])
		given.leftOut.push(first.trim());
	const { workDir, output, array, atOnce } = given.others;
	const values = {
		command: body.command,
		resources: resources.length > 0 ? Object.fromEntries(resources) : undefined,
		environment: body.environment,
		...{ workDir, output, array, atOnce },
		options: given.options.length > 0 ? given.options : undefined,
	};
	return {
		name: last.get('job-name')?.value,
		values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
		leftOut: given.leftOut,
	};
}

interface Given {
	readonly resources: Record<string, unknown>;
	readonly options: string[];
	readonly leftOut: string[];
	readonly others: { workDir?: string; output?: string; array?: string; atOnce?: number };
}

function place({ resources, options, leftOut, others }: Given, name: string, { value }: Setting): void {
	const [key, pattern] = KEYS[name] ?? [];
	const gres = name === 'gres' ? /^gpu:((?:[A-Za-z][\w.-]*:)?\d+)$/.exec(value ?? '')?.[1] : undefined;
	if (name === 'job-name') return;
	if (OURS.test(name)) leftOut.push(`--${name}`);
	else if (name === 'chdir' && value) others.workDir = literal(value);
	else if (name === 'output' && value) others.output = value;
	else if (name === 'array') {
		const [, indices, atOnce] = ARRAY.exec(value ?? '') ?? [];
		if (indices === undefined) leftOut.push(`--${name}`);
		else others.array = indices;
		if (atOnce !== undefined) others.atOnce = Number(atOnce);
	} else if (gres !== undefined && resources['gpus'] === undefined) resources['gpusPerNode'] = countOf(gres);
	else if (name === 'exclusive' && value === undefined) resources['exclusive'] = true;
	else if (key !== undefined && pattern?.test(value ?? '') && !/\p{Cc}/u.test(value ?? ''))
		resources[key] = NUMBERS.has(key) ? countOf(value ?? '') : value;
	else options.push(optionText(name, value));
}

function countOf(text: string): number | string {
	return /^\d+$/.test(text) ? Number(text) : text;
}

/** A text of a job file that no variable is filled into. */
function literal(text: string): string {
	return text.replaceAll('$', '$$$$');
}

/** As a directive has it. */
function optionText(name: string, value: string | undefined): string {
	const dashes = optionOf(name) || name.length > 1 ? '--' : '-';
	if (value === undefined) return `${dashes}${name}`;
	const isPlain = /^[\w@%+=:,./[\]*-]+$/.test(value);
	return `${dashes}${name}=${isPlain ? value : `"${value.replaceAll(/[\\"]/g, '\\$&')}"`}`;
}

interface Body {
	readonly command: string;
	readonly environment: JobValues | undefined;
}

/** What the script runs, without what the job file sets up in the same way; undefined where it runs nothing. */
function bodyOf(script: ReadScript): Body | undefined {
	const { lines, firstCommand, found } = script;
	const isOurs = (line: string) => line === STRICT || line === CONDA_SET_UP;
	const set = found.filter(({ key }) => key !== 'container');
	// What a job file sets up comes before all that the program does.
	const isFirst = set.every(({ line }) =>
		lines
			.slice(firstCommand, line)
			.every(
				(each, index) =>
					/^\s*(?:#|$)/.test(each) ||
					isOurs(each) ||
					found.some((other) => other.line === firstCommand + index),
			),
	);
	const isSingle = set.filter(({ key }) => key === 'venv' || key === 'conda').length <= 1;
	const taken = isFirst && isSingle ? set : [];
	const container = taken.length === set.length ? containerOf(script) : undefined;
	const directives = lines.slice(0, firstCommand).findLastIndex((line) => /^#(?:!|SBATCH|SLURM)/.test(line));
	const left = (container?.lines ?? lines).flatMap((line, number) => {
		const isTaken = taken.some((each) => each.line === number) || (taken.length > 0 && line === CONDA_SET_UP);
		return number <= directives || isTaken ? [] : line;
	});
	const begin = left.findIndex((line) => /^\s*[^\s#]/.test(line));
	const isStrict = left[begin] === STRICT;
	const rest = isStrict ? left.toSpliced(begin, 1) : left;
	const command = rest
		.join('\n')
		.replace(/^(?:[ \t]*\n)+/, '')
		.replaceAll(/\n{3,}/g, '\n\n')
		.trimEnd();
	if (command.trim() === '') return undefined;
	const needsOwn = !isStrict && !isSimple(command);
	const environment = environmentOf(taken, container?.image);
	// A job file ends a job at its first mistake; a script goes on unless it says so.
	return { command: needsOwn ? `set +eo pipefail\n${command}` : command, environment };
}

/** One command, whose failure is that of the job in any case. */
function isSimple(command: string): boolean {
	const lines = command.split('\n').filter((line) => /^\s*[^\s#]/.test(line));
	const joined = lines.every((line, index) => index === lines.length - 1 || line.endsWith('\\'));
	return joined && !/[;&|()`]/.test(command);
}

/** Only where one command runs the program, as the job file would write it. */
function containerOf({
	lines,
	found,
	firstCommand,
}: ReadScript): { readonly image: string; readonly lines: readonly string[] } | undefined {
	const [one, ...more] = found.filter(({ key }) => key === 'container');
	if (one?.key !== 'container' || more.length > 0 || one.call.by !== 'apptainer' || !one.call.call)
		return undefined;
	const { call, text } = one.call;
	const line = lines[one.line] ?? '';
	const isOurs = /^"\$apptainer" exec (?:--nv )?\S+ $/.test(line.slice(call.start, call.end));
	const guardAt = lines.indexOf(containerGuard[0] ?? '');
	const isGuard = (number: number) =>
		guardAt >= 0 && number >= guardAt && number < guardAt + containerGuard.length;
	const isAlone = lines.every(
		(each, number) =>
			number < firstCommand ||
			number === one.line ||
			isGuard(number) ||
			/^\s*(?:#|$)/.test(each) ||
			each === STRICT ||
			found.some((other) => other.line === number),
	);
	const isWhole = containerGuard.every((each, index) => lines[guardAt + index] === each);
	if (!isOurs || !isAlone || !isWhole || call.start !== 0) return undefined;
	// Blank, so that the numbers of the lines stay.
	const without = lines.map((each, number) =>
		number === one.line ? each.slice(call.end) : isGuard(number) ? '' : each,
	);
	return { image: text, lines: without };
}

function environmentOf(
	taken: readonly EnvironmentLine[],
	container: string | undefined,
): JobValues | undefined {
	const modules = taken.flatMap((each) => (each.key === 'modules' ? each.names : []));
	const other = taken.flatMap((each) =>
		each.key === 'venv' || each.key === 'conda' ? [[each.key, each.value] as const] : [],
	);
	const entries = [
		...(modules.length > 0 ? [['modules', modules] as const] : []),
		...other,
		...(container === undefined ? [] : [['container', container] as const]),
	];
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
