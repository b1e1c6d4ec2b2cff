import { shellQuoteOne } from '../../base/shellQuote.ts';
import { readScript, type Script } from '../../script/readScript.ts';
import { type OffsetEdit, withEdits } from '../../script/setOption.ts';
import { shellText } from '../shellText.ts';
import { CONDA_SET_UP, setUpLines } from './environmentText.ts';
import {
	ENVIRONMENT_KEYS,
	type EnvironmentKey,
	type ReadScript,
	readEnvironment,
} from './readEnvironment.ts';
import { ScriptEditor } from './scriptEditor.ts';
import { type ContainerPlace, setContainer } from './setContainer.ts';

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
