import { shellQuoteOne } from '../../base/shellQuote.ts';
import { readScript, type Script } from '../../script/readScript.ts';
import { type OffsetEdit, withEdits } from '../../script/setOption.ts';
import { shellText } from '../shellText.ts';
import { isAssignment, programIn } from './containerWords.ts';
import { CONDA_SET_UP, containerCall, containerGuard, setUpLines } from './environmentText.ts';
import {
	ENVIRONMENT_KEYS,
	type EnvironmentKey,
	type EnvironmentLine,
	type ReadScript,
	readEnvironment,
} from './readEnvironment.ts';
import { readShellLine } from './shellLine.ts';

/** What the line that runs a program in a container depends on. */
export interface ContainerPlace {
	/** Whether the cluster's srun takes `--container-image`. */
	readonly hasPyxis: boolean;
}

/**
 * The edits that make a batch script set up something else, or nothing of that kind. All other text stays as it is; what they lead to is
 * read again before they are taken.
 *
 * @param value as a job file has it, modules with a space between them; empty takes it out
 * @returns undefined where the script is written so that it cannot be done for certain
 */
export function setEnvironment(
	text: string,
	key: EnvironmentKey,
	value: string,
	place: ContainerPlace,
): readonly OffsetEdit[] | undefined {
	const script = readEnvironment(text);
	const wanted = key === 'modules' ? namesIn(value).join(' ') : value;
	if (script.environment[key].value === wanted) return [];
	const editor = new ScriptEditor(text, script);
	const isDone =
		key === 'container'
			? setContainer(editor, wanted, place)
			: key === 'modules'
				? setModules(editor, namesIn(value))
				: setActivation(editor, key, wanted);
	if (!isDone) return undefined;
	const after = withEdits(text, editor.edits);
	return isElseSame(script, after, key, wanted) && isSameRequest(readScript(text), readScript(after))
		? editor.edits
		: undefined;
}

function namesIn(value: string): readonly string[] {
	return value.split(/[\s,]+/).filter((name) => name !== '');
}

function isElseSame(before: ReadScript, text: string, key: EnvironmentKey, wanted: string): boolean {
	const after = readEnvironment(text).environment;
	return ENVIRONMENT_KEYS.every((each) => {
		const { value, byHand } = before.environment[each];
		const isRight =
			each === key ? spelled(after[each].value) === spelled(wanted) : after[each].value === value;
		return isRight && after[each].byHand.length <= byHand.length;
	});
}

/** Texts that are the same word of a shell: `$$1` and `$1`. */
function spelled(value: string): string {
	return value === '' ? '' : shellText(value);
}

function isSameRequest(before: Script, after: Script): boolean {
	const request = ({ settings, missed }: Script) =>
		JSON.stringify([settings.map(({ name, value }) => [name, value ?? null]), missed.length]);
	return request(before) === request(after);
}

/** Collects edits by lines and columns. */
class ScriptEditor {
	readonly edits: OffsetEdit[] = [];
	readonly script: ReadScript;
	readonly #starts: number[] = [];
	readonly #lineEnd: string;
	readonly #length: number;

	constructor(text: string, script: ReadScript) {
		this.script = script;
		this.#length = text.length;
		this.#lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
		let start = 0;
		for (const line of text.split('\n')) {
			this.#starts.push(start);
			start += line.length + 1;
		}
	}

	replace(line: number, start: number, end: number, text: string): void {
		const offset = this.#starts[line] ?? this.#length;
		this.edits.push({ start: offset + start, end: offset + end, text });
	}

	/** Before a line; behind the text where there is no such line. */
	insertLines(line: number, lines: readonly string[]): void {
		const offset = Math.min(this.#starts[line] ?? this.#length, this.#length);
		const isBehind = line >= this.#starts.length;
		const text = isBehind
			? lines.map((each) => `${this.#lineEnd}${each}`).join('')
			: lines.map((each) => `${each}${this.#lineEnd}`).join('');
		this.edits.push({ start: offset, end: offset, text });
	}

	/** Lines together with a blank one behind them where there is one before them as well. */
	removeLines(first: number, count = 1): void {
		const { lines } = this.script;
		const isBetweenBlanks =
			(first === 0 || lines[first - 1]?.trim() === '') && lines[first + count]?.trim() === '';
		const last = first + count + (isBetweenBlanks ? 1 : 0);
		const start = this.#starts[first] ?? this.#length;
		const end = this.#starts[last];
		// The last line has no end of its own: that of the line before goes instead.
		if (end === undefined)
			this.edits.push({ start: Math.max(0, start - this.#lineEnd.length), end: this.#length, text: '' });
		else this.edits.push({ start, end, text: '' });
	}

	/** So that `module` and `conda` are known in the job. */
	askForLoginShell(): void {
		const first = this.script.lines[0] ?? '';
		if (/^#!\s*\/(?:usr\/)?bin\/bash$/.test(first)) this.replace(0, first.length, first.length, ' -l');
	}

	found(key: EnvironmentKey): readonly EnvironmentLine[] {
		return this.script.found.filter((each) => each.key === key);
	}
}

/** Names that stay do so in their own lines; others join the line of the name before them. */
function setModules(editor: ScriptEditor, names: readonly string[]): boolean {
	if (!names.every((name) => /^[^-\s$][^\s$]*$/.test(name))) return false;
	const found = editor.found('modules').flatMap((each) => (each.key === 'modules' ? each : []));
	if (found.length === 0) {
		insertSetUp(editor, 'modules', setUpLines({ modules: names, venv: undefined, conda: undefined }));
		editor.askForLoginShell();
		return true;
	}
	const lists = found.map((): string[] => []);
	let at = 0;
	for (const name of names) {
		const own = found.findIndex((each, index) => index >= at && each.names.includes(name));
		if (own >= 0) at = own;
		lists[at]?.push(name);
	}
	for (const [index, each] of found.entries()) {
		const list = lists[index] ?? [];
		const first = each.read.words[each.from];
		const last = each.read.words.at(-1);
		if (!first || !last || list.join(' ') === each.names.join(' ')) continue;
		if (list.length > 0) editor.replace(each.line, first.start, last.end, list.map(shellQuoteOne).join(' '));
		else editor.removeLines(each.line);
	}
	return true;
}

function setActivation(editor: ScriptEditor, key: 'venv' | 'conda', value: string): boolean {
	const [found] = editor.found(key);
	if (editor.script.environment[key].byHand.length > 0) return false;
	if (!found || found.key === 'modules' || found.key === 'container') {
		const lines = setUpLines({ modules: [], venv: undefined, conda: undefined, [key]: value });
		const isKnown = key === 'conda' && editor.script.lines.some(isCondaSetUp);
		insertSetUp(editor, key, isKnown ? lines.slice(1) : lines);
		if (key === 'conda') editor.askForLoginShell();
		return true;
	}
	const word = found.read.words[found.word];
	if (!word) return false;
	if (value !== '') {
		const text = key === 'venv' ? `${value}/bin/activate` : value;
		editor.replace(found.line, word.start, word.end, shellText(text));
		return true;
	}
	const hasOurs = key === 'conda' && editor.script.lines[found.line - 1] === CONDA_SET_UP;
	editor.removeLines(found.line - Number(hasOurs), 1 + Number(hasOurs));
	return true;
}

function isCondaSetUp(line: string): boolean {
	return /^\s*(?:(?:source|\.)\s.*\/etc\/profile\.d\/(?:conda|mamba)\.sh|eval\s.*\b(?:conda|mamba|micromamba)\b.*\bhook\b)/.test(
		line,
	);
}

/** Behind what must come before it, else where the commands begin. */
function insertSetUp(editor: ScriptEditor, key: EnvironmentKey, added: readonly string[]): void {
	const { lines, found, firstCommand } = editor.script;
	const isBefore = (line: string, number: number) =>
		found.some((each) => each.line === number && each.key === 'modules') ||
		(key === 'modules'
			? /^module\s+(?:--\S+\s+)*(?:purge|use|unload|reset|restore)\b|^ml\s+(?:purge|use|reset)\b/
			: /^(?:module|ml)\s/
		).test(line) ||
		(key === 'conda' && isCondaSetUp(line) && !/^\s/.test(line)) ||
		/^set\s+[-+]/.test(line);
	const last = lines.findLastIndex(isBefore);
	const at = last < 0 ? firstCommand : last + 1;
	const before = lines[at - 1];
	const isPart = (line: number) =>
		found.some((each) => each.line === line && each.key !== 'container') || isBefore(lines[line] ?? '', line);
	const isJoined = isPart(at - 1) && !/^set\s/.test(before ?? '');
	const after = lines[at];
	const needsBefore = before !== undefined && before.trim() !== '' && !isJoined;
	const needsAfter = after !== undefined && after.trim() !== '' && !isPart(at);
	editor.insertLines(at, [...(needsBefore ? [''] : []), ...added, ...(needsAfter ? [''] : [])]);
}

/** What runs no program of the person's own. */
const SETS_UP =
	/^(?:set|shopt|export|cd|pushd|popd|mkdir|module|ml|source|\.|conda|mamba|echo|printf|trap|umask|ulimit|unset|local|declare|typeset|readonly|eval|date|hostname|pwd|ls|env|printenv|whoami|nvidia-smi|lscpu|free|df|sleep|wait|exit|return|test|\[|\[\[|true|false|:|rm|cp|mv|ln|scontrol|sinfo|squeue|which|type|command|cat|touch|seff|sstat|sacct)$/;
/** Words of bash itself, which no container has. */
const OF_BASH =
	/^(?:exec|time|builtin|\{|\(|!|if|for|while|until|case|select|function|coproc|jobs|kill|read|let)$/;

function setContainer(editor: ScriptEditor, value: string, { hasPyxis }: ContainerPlace): boolean {
	const found = editor.found('container').flatMap((each) => (each.key === 'container' ? each : []));
	if (editor.script.environment.container.byHand.length > 0) return false;
	if (value.startsWith('-')) return false;
	if (found.length === 0) return wrapPrograms(editor, value, hasPyxis);
	for (const { line, call } of found) {
		const { image } = call;
		if (value !== '') editor.replace(line, image.start, image.end, shellText(value));
		else if (call.call) editor.replace(line, call.call.start, call.call.end, '');
		else return false;
	}
	if (value === '') removeGuard(editor, new Set(found.map(({ line }) => line)));
	return true;
}

/** Where nothing else asks which program of that name there is. */
function removeGuard(editor: ScriptEditor, without: ReadonlySet<number>): void {
	const { lines } = editor.script;
	const [head = ''] = containerGuard;
	const at = lines.indexOf(head);
	const isWhole = at >= 0 && containerGuard.every((line, index) => lines[at + index] === line);
	const isUsed = lines.some((line, number) => /\$\{?apptainer\b/.test(line) && !without.has(number));
	if (isWhole && !isUsed) editor.removeLines(at, containerGuard.length);
}

function wrapPrograms(editor: ScriptEditor, image: string, hasPyxis: boolean): boolean {
	const { lines, places, firstCommand } = editor.script;
	const programs = lines.flatMap((line, number) => {
		const place = places[number];
		if (number < firstCommand || (place !== 'top' && place !== 'begins')) return [];
		const read = readShellLine(line);
		const first = read.words.find(({ raw }) => !isAssignment(raw));
		return !first || SETS_UP.test(first.raw) ? [] : { number, read, isStep: first.raw === 'srun' };
	});
	const steps = programs.filter(({ isStep }) => isStep);
	const isElsewhere = lines.some((line, number) => places[number] === 'within' && /\bsrun\s/.test(line));
	const chosen = steps.length > 0 ? steps : programs;
	if (isElsewhere || chosen.length === 0 || (steps.length === 0 && chosen.length > 1)) return false;
	const isForSrun = hasPyxis && steps.length > 0 && !/\.(?:sif|simg)$/.test(image);
	const nv = asksForGpus(readScript(lines.join('\n')));
	for (const { number, read } of chosen) {
		const place = programIn(read.words);
		const isOnly = read.operators.every((operator) => operator === '|');
		if (!place || !isOnly || OF_BASH.test(place.program.raw)) return false;
		if (isForSrun && place.afterSrun !== undefined)
			editor.replace(number, place.afterSrun, place.afterSrun, ` --container-image=${shellText(image)}`);
		else {
			const { start } = place.program;
			editor.replace(number, start, start, `${containerCall({ image, binds: [] }, nv)} `);
		}
	}
	if (!isForSrun) editor.insertLines(chosen[0]?.number ?? lines.length, containerGuard);
	return true;
}

function asksForGpus({ settings }: Script): boolean {
	return settings.some(({ option, value = '' }) =>
		/^gpus(?:-per-\w+)?$/.test(option?.name ?? '')
			? value !== '0'
			: option?.name === 'gres' && /\bgpu\b/.test(value),
	);
}
