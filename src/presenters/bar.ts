/** A share of something as a bar of text: `▰▰▰▱▱▱▱▱`. What is more than nothing shows at least one cell. */
export function barOf(fraction: number, cells: number): string {
	const filled = Math.min(cells, Math.max(fraction > 0 ? 1 : 0, Math.round(fraction * cells)));
	return '▰'.repeat(filled) + '▱'.repeat(cells - filled);
}
