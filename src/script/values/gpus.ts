import type { ValueFault } from './fault.ts';

/** Resources of one kind that a script asks for. */
export interface Amount {
	/** `gpu`, or another name that the site counts. */
	readonly name: string;
	/** Empty for any. */
	readonly type: string;
	readonly count: number;
}

const TIMES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function count(text: string): number | undefined {
	const [, number, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
	return number === undefined ? undefined : Number(number) * (TIMES[unit.toLowerCase()] ?? 1);
}

/** `2`, `h100:2`, `h100`, `a100:1,h100:1`; undefined when in none of these forms. */
export function parseGpus(text: string): readonly Amount[] | undefined {
	const amounts = text.split(',').map((item): Amount | undefined => {
		const [first = '', second, ...more] = item.split(':');
		if (more.length > 0 || first === '') return undefined;
		const alone = second === undefined ? count(first) : undefined;
		if (alone !== undefined) return { name: 'gpu', type: '', count: alone };
		if (!/^[a-z_]/i.test(first)) return undefined;
		const number = second === undefined ? 1 : count(second);
		return number === undefined ? undefined : { name: 'gpu', type: first, count: number };
	});
	return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

/** What is wrong with `--gpus` and its sisters: a number, or `type:number`, several with commas. */
export function gpusFault(text: string): ValueFault | undefined {
	if (text === '') return undefined;
	const [, rest] = /^gpus?:(.+)$/i.exec(text) ?? [];
	if (rest !== undefined && parseGpus(rest)) return { reason: 'gpusWithName', likely: rest };
	const amounts = parseGpus(text);
	if (!amounts) {
		const [, number, type] = /^(\d+)[:x]([a-z]\w*)$/i.exec(text) ?? [];
		return { reason: 'gpusForm', ...(number !== undefined && { likely: `${type}:${number}` }) };
	}
	const typed = amounts.filter(({ type }) => type !== '').length;
	return typed > 0 && typed < amounts.length ? { reason: 'gpusMixed' } : undefined;
}

/** `gpu:2`, `gpu:h100:2`, `gpu`, several with commas; undefined when in none of these forms. */
export function parseGres(text: string): readonly Amount[] | undefined {
	if (/^none$/i.test(text)) return [];
	const amounts = text.split(',').map((item): Amount | undefined => {
		const [name = '', ...rest] = item.replace(/^gres[:/]/i, '').split(':');
		if (!/^[a-z_]\w*$/i.test(name) || rest.length > 2) return undefined;
		const [first, second] = rest;
		if (first === undefined) return { name, type: '', count: 1 };
		const alone = count(first);
		if (second === undefined)
			return alone !== undefined ? { name, type: '', count: alone } : typed(name, first, 1);
		const number = count(second);
		return number === undefined ? undefined : typed(name, first, number);
	});
	return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

function typed(name: string, type: string, number: number): Amount | undefined {
	return /^[a-z_]/i.test(type) ? { name, type, count: number } : undefined;
}

/** What is wrong with `--gres`: `name:number` or `name:type:number`, several with commas. */
export function gresFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	// `gpu:-1` and `gpu:h100=1` are taken for types of that name.
	if (parseGres(text) || /^(?:[a-z_]\w*:[^:,]+)$/i.test(text)) return undefined;
	const [, name, , number] = /^(\w+)(=)(\d+)$/.exec(text) ?? [];
	if (name !== undefined) return { reason: 'gresForm', likely: `${name.toLowerCase()}:${number}` };
	if (/^\d+$/.test(text)) return { reason: 'gresForm', likely: `gpu:${text}` };
	return { reason: 'gresForm' };
}
