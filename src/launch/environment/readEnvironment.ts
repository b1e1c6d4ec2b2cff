import { type ContainerCall, containerIn } from './containerWords.ts';
import { readShellLine, type ShellLine } from './shellLine.ts';
import { type LinePlace, placesOfLines } from './shellLines.ts';

/** What a job file calls what is set up before a program runs. */
export type EnvironmentKey = 'modules' | 'venv' | 'conda' | 'container';

export const ENVIRONMENT_KEYS: readonly EnvironmentKey[] = ['modules', 'venv', 'conda', 'container'];

/** What a batch script sets up. */
export type ScriptEnvironment = Readonly<Record<EnvironmentKey, EnvironmentPart>>;

export interface EnvironmentPart {
	/** As a job file has it, modules with a space between them; empty where there is none. */
	readonly value: string;
	/** Lines, counted from 0, that do something of this kind in a way that is not read. */
	readonly byHand: readonly number[];
}

/** A line of a script that is read as part of its environment. */
export type EnvironmentLine = { readonly line: number; readonly read: ShellLine } & (
	| { readonly key: 'modules'; readonly names: readonly string[]; readonly from: number }
	| { readonly key: 'venv' | 'conda'; readonly value: string; readonly word: number }
	| { readonly key: 'container'; readonly call: ContainerCall }
);

export interface ReadScript {
	readonly lines: readonly string[];
	/** The first line that is neither blank nor a remark; the number of lines where there is none. */
	readonly firstCommand: number;
	readonly places: readonly LinePlace[];
	readonly found: readonly EnvironmentLine[];
	readonly environment: ScriptEnvironment;
}

/** What does the same in other ways, wherever it stands in a line. */
const BY_HAND: Readonly<Record<EnvironmentKey, RegExp>> = {
	modules: command(
		'module\\s+(?:load|add|try-load|swap|switch|restore)\\b|ml\\s+(?!(?:av|list|spider|purge|use)\\b)',
	),
	venv: command('(?:source|\\.)\\s.*\\bbin/activate["\']?(?=\\s*(?:$|[;&|#>]))'),
	conda: command(
		'(?:conda|mamba|micromamba)\\s+activate\\b|(?:source|\\.)\\s+(?:\\S*/)?activate\\s+[^\\s;&|#]',
	),
	container: command(
		'(?:\\S*/)?(?:apptainer|singularity)\\s+(?:exec|run|shell)\\b|"?\\$\\{?apptainer\\}?"?\\s|srun\\s.*--container-|(?:podman|podman-hpc|docker|enroot|shifter|sarus)\\s',
	),
};

/** At the beginning of a command, or behind srun. */
function command(pattern: string): RegExp {
	return new RegExp(`^\\s*(?:srun\\s(?:.*\\s)?)?(?:${pattern})`);
}

/** Of lines without these nothing has to be known. */
const MARK =
	/\b(?:module|ml|activate|apptainer|singularity|container-image|container-\w+|podman|docker|enroot|shifter|sarus)\b/;
/** Longer lines are data or made by a program. */
const LONGEST_LINE = 2000;

/** A line and the commands in it, roughly. */
function commandsIn(line: string): readonly string[] {
	const code = line.replace(/(?:^|\s)#.*$/, '');
	return [code, ...code.split(/[;&|({]|\b(?:then|do|else)\b/)];
}

/** Reads what a batch script sets up: lines of the form that `setUpLines` and its neighbours write, and near relations of it. */
export function readEnvironment(text: string): ReadScript {
	const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
	const first = lines.findIndex((line) => /^\s*[^#\s]/.test(line));
	const firstCommand = first < 0 ? lines.length : first;
	const places: readonly LinePlace[] = [
		...lines.slice(0, firstCommand).map((): LinePlace => 'text'),
		...placesOfLines(lines.slice(firstCommand)),
	];
	const marked = lines.map((line) => line.length <= LONGEST_LINE && MARK.test(line));
	const read = lines.flatMap((line, number) =>
		marked[number] ? (lineOf(line, number, places[number] ?? 'within') ?? []) : [],
	);
	// Of two environments of a kind only the last counts: which is meant is for the person to say.
	const found = read.filter(
		({ key }) => !isSingle(key) || read.filter((each) => each.key === key).length === 1,
	);
	const images = new Set(found.flatMap((each) => (each.key === 'container' ? each.call.text : [])));
	const kept = found.filter(({ key }) => key !== 'container' || images.size === 1);
	const part = (key: EnvironmentKey): EnvironmentPart => ({
		value: textOfPart(kept.filter((each) => each.key === key)),
		byHand: lines.flatMap((line, number) => {
			const isRead = kept.some((each) => each.key === key && each.line === number);
			const isCode = marked[number] && places[number] !== 'text';
			return !isRead && isCode && commandsIn(line).some((each) => BY_HAND[key].test(each)) ? number : [];
		}),
	});
	const environment = {
		...{ modules: part('modules'), venv: part('venv') },
		...{ conda: part('conda'), container: part('container') },
	};
	return { lines, firstCommand, places, found: kept, environment };
}

function isSingle(key: EnvironmentKey): boolean {
	return key === 'venv' || key === 'conda';
}

function textOfPart(found: readonly EnvironmentLine[]): string {
	const [first] = found;
	if (!first) return '';
	if (first.key === 'container') return first.call.text;
	if (first.key !== 'modules') return first.value;
	return found.flatMap((each) => (each.key === 'modules' ? each.names : [])).join(' ');
}

function lineOf(line: string, number: number, place: LinePlace): EnvironmentLine | undefined {
	if (place !== 'top' && place !== 'begins') return undefined;
	const read = readShellLine(line);
	const base = { line: number, read };
	const call = containerIn(read.words);
	if (call) return { ...base, key: 'container', call };
	const isPlain = place === 'top' && read.operators.length === 0;
	return isPlain ? (modulesIn(base) ?? venvIn(base) ?? condaIn(base)) : undefined;
}

interface Base {
	readonly line: number;
	readonly read: ShellLine;
}

/** `module load A B`, `module add A`, `ml A`, `ml load A`. */
function modulesIn(base: Base): EnvironmentLine | undefined {
	const [first, second] = base.read.words;
	const isVerb = second?.raw === 'load' || second?.raw === 'add';
	if (first?.raw !== 'ml' && !(first?.raw === 'module' && isVerb)) return undefined;
	const from = isVerb ? 2 : 1;
	const texts = base.read.words.slice(from).map(({ text }) => text);
	const names = texts.filter((text) => text !== undefined && /^[^-\s$][^\s$]*$/.test(text) && !isOther(text));
	if (names.length !== texts.length || names.length === 0) return undefined;
	return { ...base, key: 'modules', names: names as string[], from };

	/** `ml` takes other commands as well. */
	function isOther(text: string): boolean {
		return (
			first?.raw === 'ml' &&
			!isVerb &&
			/^(?:av(?:ail)?|list|spider|purge|use|unload|swap|restore|save|show|help|unuse|del|keyword|reset|refresh|update|whatis)$/.test(
				text,
			)
		);
	}
}

/** `source FOLDER/bin/activate`, `. FOLDER/bin/activate`. */
function venvIn(base: Base): EnvironmentLine | undefined {
	const { words } = base.read;
	if (words.length !== 2 || !isSource(words[0]?.raw)) return undefined;
	const value = /^(.+)\/bin\/activate$/s.exec(words[1]?.text ?? '')?.[1];
	return value === undefined ? undefined : { ...base, key: 'venv', value, word: 1 };
}

/** `conda activate NAME`, `mamba activate NAME`, `source activate NAME`, `source FOLDER/bin/activate NAME`. */
function condaIn(base: Base): EnvironmentLine | undefined {
	const [first, second, third] = base.read.words;
	if (base.read.words.length !== 3 || third?.text === undefined || third.text.startsWith('-'))
		return undefined;
	const isActivate = /^(?:conda|mamba|micromamba)$/.test(first?.raw ?? '') && second?.raw === 'activate';
	const isOld = isSource(first?.raw) && /^(?:.*\/bin\/)?activate$/.test(second?.text ?? '');
	return isActivate || isOld ? { ...base, key: 'conda', value: third.text, word: 2 } : undefined;
}

function isSource(raw: string | undefined): boolean {
	return raw === 'source' || raw === '.';
}
