/** A length of time in whole seconds. */
export type Seconds = number & { readonly unit: 'seconds' };

/**
 * Slurm's way to write a length of time: `MM:SS`, `H:MM:SS` or `D-HH:MM:SS`, see squeue(1).
 * Undefined for words such as `UNLIMITED`, `INVALID` or `N/A`.
 */
export function parseDuration(text: string): Seconds | undefined {
	const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(text.trim());
	if (!match) return undefined;
	const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
	return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) as Seconds;
}

/** As Slurm writes it, with hours always shown: `0:07:05`, `1-02:00:00`. */
export function formatDuration(length: Seconds): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const days = Math.floor(length / 86_400);
	const hours = Math.floor(length / 3600) % 24;
	const rest = `${two(Math.floor(length / 60) % 60)}:${two(length % 60)}`;
	return days > 0 ? `${days}-${two(hours)}:${rest}` : `${hours}:${rest}`;
}
