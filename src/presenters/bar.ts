const CELLS = 8;

/** A fraction as a bar, `▰▰▰▱▱▱▱▱`; more than nothing shows at least one cell. */
export function barOf(fraction: number): string {
	const filled = Math.min(CELLS, Math.max(fraction > 0 ? 1 : 0, Math.round(fraction * CELLS)));
	return '▰'.repeat(filled) + '▱'.repeat(CELLS - filled);
}
