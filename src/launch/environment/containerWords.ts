import { lookUp } from '../../script/lookup.ts';
import { optionOfLetter } from '../../script/options.ts';
import type { ShellWord } from './shellLine.ts';

/** A command that runs a program in a container. */
export interface ContainerCall {
	/** `srun` is told the image where the site has a plug-in for that (pyxis). */
	readonly by: 'apptainer' | 'srun';
	readonly image: ShellWord;
	readonly text: string;
	/** What makes it one: to be taken out when the program is to run without. Undefined where the image itself is the program. */
	readonly call: { readonly start: number; readonly end: number } | undefined;
}

/** Where the program of a command stands. */
export interface ProgramPlace {
	/** Behind `srun`, where there is one. */
	readonly afterSrun: number | undefined;
	readonly program: ShellWord;
}

/** Options of `apptainer exec` that take the next word as their value, and those that take none. */
const WITH_VALUE =
	/^(?:-[BHWSo]|--(?:bind|home|workdir|scratch|overlay|env|env-file|mount|network|security|pwd|cwd|dns|hostname|app|fusemount|no-mount|add-caps|drop-caps|apply-cgroups))$/;
const WITHOUT =
	/^(?:-[ceCfpuwin]|--(?:nv|nvccli|rocm|cleanenv|contain|containall|writable|writable-tmpfs|no-home|no-init|no-eval|no-umask|no-privs|fakeroot|userns|compat|pid|ipc|net|uts|disable-cache|[\w-]+=.*))$/s;
/** Options of srun that sbatch does not have. */
const SRUN_VALUE = /^(?:mpi|input|container(?:-\w+)+|relative|jobid|epilog|prolog|task-epilog|task-prolog)$/;
const SRUN_FLAG =
	/^(?:label|unbuffered|overlap|exact|pty|preserve-env|no-kill|multi-prog|disable-status|no-container(?:-\w+)+|container-(?:remap-root|mount-home|writable|readonly))$/;

/** The container that a command runs its program in; undefined where it runs it in none, or as nobody here writes it. */
export function containerIn(words: readonly ShellWord[]): ContainerCall | undefined {
	const first = words.findIndex(({ raw }) => !isAssignment(raw));
	let at = first;
	if (words[first]?.raw === 'srun') {
		const srun = readSrun(words, first);
		if (srun.image) return srun.image;
		if (srun.program === undefined) return undefined;
		at = srun.program;
	}
	const [runtime, verb] = [words[at], words[at + 1]];
	if (!runtime || !/^(?:"?\$\{?apptainer\}?"?|(?:\S*\/)?(?:apptainer|singularity))$/.test(runtime.raw))
		return undefined;
	if (verb?.raw !== 'exec' && verb?.raw !== 'run') return undefined;
	for (at += 2; at < words.length; at += 1) {
		const word = words[at];
		if (!word) return undefined;
		if (!word.raw.startsWith('-')) {
			const next = words[at + 1];
			const call = verb.raw === 'exec' && next ? { start: runtime.start, end: next.start } : undefined;
			return word.text === undefined ? undefined : { by: 'apptainer', image: word, text: word.text, call };
		}
		if (WITH_VALUE.test(word.raw)) at += 1;
		else if (!WITHOUT.test(word.raw)) return undefined;
	}
	return undefined;
}

/** Where the program of a command stands; undefined where that is not certain. */
export function programIn(words: readonly ShellWord[]): ProgramPlace | undefined {
	const first = words.findIndex(({ raw }) => !isAssignment(raw));
	const start = words[first];
	if (!start) return undefined;
	if (start.raw !== 'srun') return { afterSrun: undefined, program: start };
	const { program } = readSrun(words, first);
	const word = program === undefined ? undefined : words[program];
	return word && { afterSrun: start.end, program: word };
}

export function isAssignment(raw: string): boolean {
	return /^[A-Za-z_]\w*\+?=/.test(raw);
}

interface SrunWords {
	/** The place of the program among the words. */
	readonly program: number | undefined;
	readonly image: ContainerCall | undefined;
}

function readSrun(words: readonly ShellWord[], srun: number): SrunWords {
	let image: ContainerCall | undefined;
	for (let at = srun + 1; at < words.length; at += 1) {
		const word = words[at];
		const next = words[at + 1];
		if (!word) break;
		const { raw, start, end } = word;
		if (!raw.startsWith('-')) return { program: at, image };
		const [, name = '', equals] = /^--([\w-]+)(=)?/.exec(raw) ?? [];
		if (name === 'container-image' && !image) {
			const value = equals ? { ...word, start: start + raw.indexOf('=') + 1 } : next;
			const text = equals ? word.text?.replace(/^--container-image=/, '') : next?.text;
			if (!value || text === undefined) return { program: undefined, image: undefined };
			const before = words[at - 1]?.end ?? start;
			image = { by: 'srun', image: value, text, call: { start: before, end: equals ? end : value.end } };
		}
		const takes = equals ? 'nothing' : takenBy(raw, name);
		if (takes === undefined) return { program: undefined, image };
		if (takes === 'value') at += 1;
	}
	return { program: undefined, image };
}

/** Whether the next word is the option's value; undefined where that is not known. */
function takenBy(raw: string, name: string): 'value' | 'nothing' | undefined {
	if (name === '') {
		const letter = raw[1] ?? '';
		if (/^-[luK]$/.test(raw)) return 'nothing';
		const option = optionOfLetter(letter);
		if (!option) return /^-[rim]$/.test(raw) ? 'value' : undefined;
		return option.takes === 'value' && raw.length === 2 ? 'value' : 'nothing';
	}
	if (SRUN_FLAG.test(name)) return 'nothing';
	if (SRUN_VALUE.test(name)) return 'value';
	const found = lookUp(name, undefined);
	if (found.kind !== 'exact') return undefined;
	return found.option.takes === 'value' ? 'value' : 'nothing';
}
