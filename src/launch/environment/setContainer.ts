import { readScript, type Script } from '../../script/readScript.ts';
import { shellText } from '../shellText.ts';
import { isAssignment, programIn } from './containerWords.ts';
import { containerCall, containerGuard } from './environmentText.ts';
import type { ScriptEditor } from './scriptEditor.ts';
import { readShellLine } from './shellLine.ts';

/** What runs no program of the person's own. */
const SETS_UP =
	/^(?:set|shopt|export|cd|pushd|popd|mkdir|module|ml|source|\.|conda|mamba|echo|printf|trap|umask|ulimit|unset|local|declare|typeset|readonly|eval|date|hostname|pwd|ls|env|printenv|whoami|nvidia-smi|lscpu|free|df|sleep|wait|exit|return|test|\[|\[\[|true|false|:|rm|cp|mv|ln|scontrol|sinfo|squeue|which|type|command|cat|touch|seff|sstat|sacct)$/;
/** Words of bash itself, which no container has. */
const OF_BASH =
	/^(?:exec|time|builtin|\{|\(|!|if|for|while|until|case|select|function|coproc|jobs|kill|read|let)$/;

/** What the line that runs a program in a container depends on. */
export interface ContainerPlace {
	/** Whether the cluster's srun takes `--container-image`. */
	readonly hasPyxis: boolean;
}

/** Puts the program of a script into a container, into another, or into none; false where that is not certain. */
export function setContainer(editor: ScriptEditor, value: string, { hasPyxis }: ContainerPlace): boolean {
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
