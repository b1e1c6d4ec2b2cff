/** No cluster is larger; a list that says so is not spelled out. */
const MOST_NODES = 100_000;

/** Spells out Slurm's compact list: `gcn[1-3,07],tcn1` gives gcn1, gcn2, gcn3, gcn07, tcn1. Names may have several brackets. */
export function nodeNames(list: string): readonly string[] {
	const names: string[] = [];
	for (const entry of list.split(/,(?![^[]*\])/)) {
		if (entry !== '') spellOut(entry, names);
		if (names.length > MOST_NODES) break;
	}
	return names;
}

function spellOut(entry: string, into: string[]): void {
	const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(entry);
	if (!match) {
		into.push(entry);
		return;
	}
	const [, before = '', ranges = '', after = ''] = match;
	for (const number of numbersIn(ranges)) {
		if (into.length > MOST_NODES) return;
		spellOut(`${before}${number}${after}`, into);
	}
}

function* numbersIn(ranges: string): Iterable<string> {
	for (const range of ranges.split(',')) {
		const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
		if (first === '') continue;
		const end = Math.min(Number(last), Number(first) + MOST_NODES);
		// Leading zeros belong to the name.
		for (let number = Number(first); number <= end; number += 1)
			yield String(number).padStart(first.length, '0');
	}
}
