import type { ValueFault } from './fault.ts';

const MIB: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

/** MiB; 0 means all there is. Undefined when it is in no form that Slurm reads. */
export function parseMemory(text: string): number | undefined {
	const [, amount, unit = 'm'] = /^\s*\+?(\d+)(?:([kmgt])b?)?$/i.exec(text) ?? [];
	return amount === undefined ? undefined : Math.ceil(Number(amount) * (MIB[unit.toLowerCase()] ?? 1));
}

/** What is wrong with an amount of memory (common/proc_args.c): a whole number with K, M, G or T, of megabytes without. */
export function memoryFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	if (parseMemory(text) !== undefined) return undefined;
	const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
	if (amount === undefined) return { reason: 'memoryForm' };
	const letter = /^(?:([kmgt])(?:i?b|ig|ib|i)?)$/i.exec(unit)?.[1]?.toUpperCase() ?? '';
	if (amount.includes('.')) {
		const mib = Math.ceil(Number(amount) * (MIB[letter.toLowerCase() || 'm'] ?? 1));
		return { reason: 'memoryFraction', ...((unit === '' || letter !== '') && { likely: writeMemory(mib) }) };
	}
	if (/^p(?:i?b)?$/i.test(unit)) return { reason: 'memoryUnit', likely: `${Number(amount) * 1024}T` };
	if (letter !== '') return { reason: 'memoryUnit', likely: `${amount}${letter}` };
	return { reason: unit === '' ? 'memoryForm' : 'memoryUnit' };
}

/** `1536M`, `64G`. */
export function writeMemory(mib: number): string {
	if (mib > 0 && mib % (1024 * 1024) === 0) return `${mib / (1024 * 1024)}T`;
	return mib > 0 && mib % 1024 === 0 ? `${mib / 1024}G` : `${mib}M`;
}
