const POWERS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };

/**
 * A number with a unit as tools print it, in bytes: `17.5GiB`, `200.00 GiB`, `9.9G`, `34.17T`, `54 GB`. `i` or no `B`
 * means powers of 1024, as df and quota have it, unless `base` says that a tool counts by 1000; `GB` is taken by `base` too.
 * Undefined for anything else.
 */
export function parseSize(text: string, defaultUnit = '', base: 1000 | 1024 = 1024): number | undefined {
	const match = /^\s*(\d+(?:[.,]\d+)?)\s*([kmgtpe]?)(i?)(b?)\*?\s*$/i.exec(text);
	if (!match) return undefined;
	const [, digits = '', letter = '', binary = ''] = match;
	const unit = letter || defaultUnit.replace(/i?b$/i, '');
	const power = POWERS[unit.toLowerCase()];
	if (power === undefined) return undefined;
	const isBinary = binary !== '' || (letter === '' && /i/i.test(defaultUnit));
	return Number(digits.replace(',', '.')) * (isBinary ? 1024 : base) ** power;
}

/** A number of files: `132325`, `389K`, `2.0M`. Its letters count by 1000. */
export function parseCount(text: string): number | undefined {
	return parseSize(text, '', 1000);
}
