import type { ValueFault } from './fault.ts';

/** Whole numbers as strtol reads them, and nothing behind them. */
export function countFault(text: string, atLeast: 0 | 1): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	const [, number] = /^\s*\+?(\d+)$/.exec(text) ?? [];
	if (number === undefined) return { reason: 'notACount' };
	return Number(number) < atLeast ? { reason: 'zero' } : undefined;
}

/** `4`, `2-4`, `1k`; since Slurm 23.02 also sets of sizes, `1,2,4` and `2-8:2`. */
export function nodesFault(text: string, hasSets: boolean): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	if (/[,:]/.test(text)) return hasSets && /^\d[\d,:-]*$/.test(text) ? undefined : { reason: 'nodesForm' };
	const [, least, most] = /^\s*(\d+[km]?)?(?:-(\d+[km]?))?\s*$/i.exec(text) ?? [];
	if (least === undefined && most === undefined) return { reason: 'nodesForm' };
	if (/-\s*$/.test(text)) return { reason: 'nodesForm' };
	if (least !== undefined && most !== undefined && size(most) !== 0 && size(most) < size(least))
		return { reason: 'nodesDescending', likely: `${most}-${least}` };
	return undefined;
}

/** The least and the most nodes of `2-4`; undefined for sets and what is no number. */
export function parseNodes(text: string): { readonly least: number; readonly most: number } | undefined {
	const [, least, most] = /^\s*(\d+[km]?)?(?:-(\d+[km]?))?\s*$/i.exec(text) ?? [];
	if (least === undefined && most === undefined) return undefined;
	const lower = least === undefined ? 1 : size(least);
	return { least: lower, most: most === undefined ? lower : size(most) };
}

function size(text: string): number {
	const unit = text.at(-1)?.toLowerCase();
	return Number.parseInt(text, 10) * (unit === 'k' ? 1024 : unit === 'm' ? 1024 ** 2 : 1);
}

/** `0-9`, `1,3,5`, `0-100:10`, `0-9%2` (slurmctld/job_mgr.c). Odd ones that Slurm takes are left alone. */
export function arrayFault(text: string): ValueFault | undefined {
	if (text === '') return undefined;
	const [list = ''] = text.replace(/^\[(.*)\]$/, '$1').split('%');
	for (const item of list.split(',')) {
		if (item === '') continue;
		const [, first, last, step] = /^(\d+)(?:-(\d*)(?::(\d+))?)?$/.exec(item) ?? [];
		if (first === undefined) return { reason: 'arrayForm', part: item };
		if (step !== undefined && Number(step) === 0) return { reason: 'arrayForm', part: item };
		if (last !== undefined && last !== '' && Number(last) < Number(first))
			return { reason: 'arrayDescending', part: item, likely: text.replace(item, `${last}-${first}`) };
	}
	return undefined;
}

/** The highest index of an array; undefined when it holds none. */
export function highestIndex(text: string): number | undefined {
	const numbers = [...(text.split('%')[0] ?? '').matchAll(/(?<!:)\b\d+/g)].map(([number]) => Number(number));
	return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

export const DEPENDENCY_KINDS = [
	'after',
	'afterok',
	'afterany',
	'afternotok',
	'aftercorr',
	'afterburstbuffer',
];

/** `afterok:12:13`, `after:12+5`, `singleton`, with `,` for all and `?` for any. */
export function dependencyFault(text: string): ValueFault | undefined {
	if (text === '') return undefined;
	for (const item of text.split(/[,?]/)) {
		const [kind = '', ...ids] = item.split(':');
		if (/^singleton$/i.test(kind) && ids.length === 0) continue;
		// Only a number was the form of long ago, and still counts.
		if (/^\d+$/.test(item)) continue;
		if (!DEPENDENCY_KINDS.includes(kind.toLowerCase()) && !/^expand$/i.test(kind)) {
			return /^[a-z]+$/i.test(kind)
				? { reason: 'dependencyKind', part: kind }
				: { reason: 'dependencyForm', part: item };
		}
		if (ids.length === 0 || !ids.every((id) => /^\d+(?:_(?:\d+|\*))?(?:\+\d+)?$/.test(id)))
			return { reason: 'dependencyForm', part: item };
	}
	return undefined;
}

export const SIGNALS = [
	'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG',
	'XCPU XFSZ VTALRM PROF WINCH IO PWR SYS UNUSED CLD POLL IOT',
].flatMap((names) => names.split(' '));

/** `USR1`, `B:TERM@60`: which signal, to whom, how many seconds before the end (at most 65535). */
export function signalFault(text: string): ValueFault | undefined {
	const [, flags, name = '', seconds] = /^(?:([a-z]*):)?([^@:]*)(?:@(.*))?$/i.exec(text) ?? [];
	if (name === '' || (flags !== undefined && !/^[rb]*$/i.test(flags))) return { reason: 'signalForm' };
	if (seconds !== undefined && !(/^\d*$/.test(seconds) && Number(seconds) <= 65_535))
		return { reason: 'signalForm', part: seconds };
	if (/^\d+$/.test(name)) return Number(name) > 0 ? undefined : { reason: 'signalName', part: name };
	if (SIGNALS.includes(name.toUpperCase().replace(/^SIG/, ''))) return undefined;
	return { reason: 'signalName', part: name };
}

export const MAIL_TYPES = [
	...['NONE', 'BEGIN', 'END', 'FAIL', 'REQUEUE', 'ALL', 'INVALID_DEPEND', 'STAGE_OUT', 'TIME_LIMIT'],
	...['TIME_LIMIT_90', 'TIME_LIMIT_80', 'TIME_LIMIT_50', 'ARRAY_TASKS'],
];

/** One known word is enough for sbatch; the others are not noticed. */
export function mailTypeFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	const words = text.split(',').filter((word) => word !== '');
	const strange = words.find((word) => !MAIL_TYPES.includes(word.toUpperCase()));
	if (strange === undefined) return words.length > 0 ? undefined : { reason: 'empty' };
	const likely = text
		.replaceAll(/[\s;|]+/g, ',')
		.toUpperCase()
		.replace('FAILED', 'FAIL');
	const isHelped = likely !== text && likely.split(',').every((word) => MAIL_TYPES.includes(word));
	return {
		...{ reason: 'mailType', part: strange, isTaken: strange !== words[0] || words.length > 1 },
		...(isHelped && { likely }),
	};
}

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?`;
const DAY_OF_YEAR = String.raw`(?:\d{4}-\d{2}-\d{2}|\d{6}|\d{1,2}\/\d{1,2}(?:\/(?:\d{2}|\d{4}))?|\d{1,2}\.\d{1,2}(?:\.(?:\d{2}|\d{4}))?)`;
const WORD = '(?:now|today|tomorrow|midnight|noon|fika|teatime)';
const MOMENT = new RegExp(
	`^\\s*(?:${WORD}(?:\\s*[+-]\\s*\\d+\\s*(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ours?)?|d(?:ays?)?|w(?:eeks?)?)?)?|${CLOCK}|${DAY_OF_YEAR}(?:[T\\s-]*(?:${CLOCK}|${WORD}))?|${CLOCK}\\s*${DAY_OF_YEAR})\\s*$`,
	'i',
);

/** A point in time (common/parse_time.c). What looks like none of its forms is no error: the forms are many. */
export function momentFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	if (MOMENT.test(text)) return undefined;
	const isSurelyNone = /^[a-z]+$/i.test(text) && !new RegExp(`^${WORD}$`, 'i').test(text);
	return { reason: 'momentForm', ...(!isSurelyNone && { isTaken: true }) };
}

/** `block:cyclic,NoPack`, `plane=4`, `arbitrary`. */
export function distributionFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	const [layout = '', ...flags] = text.split(',');
	const isLayout =
		/^(?:plane=\d+|arbitrary|(?:\*|block|cyclic)(?::(?:\*|block|cyclic|fcyclic)){0,2})$/i.test(layout) ||
		(/^(?:no)?pack$/i.test(layout) && flags.length === 0);
	return isLayout && flags.every((flag) => /^(?:no)?pack$/i.test(flag))
		? undefined
		: { reason: 'distribution' };
}

/** Sockets, cores and threads with colons; an asterisk for any. */
export function coresFault(text: string): ValueFault | undefined {
	return /^(?:\*|\d+(?:-\d+)?)(?::(?:\*|\d+(?:-\d+)?)){0,3}$/.test(text)
		? undefined
		: { reason: 'coresForm' };
}

/** A count of switches, and how long to wait for so few. */
export function switchesFault(text: string): ValueFault | undefined {
	return /^[1-9]\d*(?:@.*)?$/.test(text) ? undefined : { reason: 'switchesForm' };
}
