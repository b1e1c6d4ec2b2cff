/** Names beyond this are left out: nobody chooses among so many. */
const MOST = 10_000;

/** Every node of Slurm's compact list: `gcn1`, `gcn2`, `gcn7` of `gcn[1-2,7]`; numbers keep their leading zeros. */
export function expandNodes(nodeList: string): readonly string[] {
	const names: string[] = [];
	for (const part of splitOutsideBrackets(nodeList)) {
		names.push(...expandOne(part, MOST - names.length));
		if (names.length >= MOST) break;
	}
	return names;
}

function splitOutsideBrackets(text: string): readonly string[] {
	return text === '' ? [] : text.split(/,(?![^[]*\])/);
}

function expandOne(part: string, most: number): readonly string[] {
	const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(part);
	if (!match) return [part];
	const [, before = '', ranges = '', after = ''] = match;
	const names: string[] = [];
	for (const range of ranges.split(',')) {
		const [from = '', to = from] = range.split('-');
		for (let number = Number(from); number <= Number(to) && names.length < most; number += 1) {
			const name = `${before}${String(number).padStart(from.length, '0')}`;
			names.push(...expandOne(`${name}${after}`, most - names.length));
		}
	}
	return names;
}
