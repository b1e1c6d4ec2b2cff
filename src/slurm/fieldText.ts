/** Slurm's words for "nothing", which differ between fields and versions. */
const NOTHING = new Set(['', '(null)', 'N/A', 'n/a', 'None', 'NONE', 'Unknown']);

/** A field's text, or an empty string where Slurm says in words that there is none. */
export function wordOrEmpty(text: string): string {
	return NOTHING.has(text.trim()) ? '' : text;
}

/** A time that was printed through `SLURM_TIME_FORMAT=%s`; undefined for words and for 0. */
export function parseEpoch(text: string): Date | undefined {
	return /^[1-9]\d*$/.test(text) ? new Date(Number(text) * 1000) : undefined;
}
