/** The first node of Slurm's compact list: `gcn1` of `gcn[1-4]`, `gcn07` of `gcn[07,09]`. Empty for an empty list. */
export function firstNodeOf(nodeList: string): string {
	const match = /^([^,[]*)(?:\[(\d+)[^\]]*\]([^,[]*))?/.exec(nodeList);
	return match ? `${match[1] ?? ''}${match[2] ?? ''}${match[3] ?? ''}` : '';
}

/** True where the compact list names the node: `gcn[1-4]` holds `gcn3`, and `gcn[07-12]` holds `gcn08`. */
export function holdsNode(nodeList: string, node: string): boolean {
	const wanted = /^(.*?)(\d+)(\D*)$/.exec(node);
	return partsOf(nodeList).some((part) => {
		if (part === node) return true;
		const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(part);
		if (!match || !wanted) return false;
		const [, before = '', ranges = '', after = ''] = match;
		if (before !== wanted[1] || after !== wanted[3]) return false;
		return ranges.split(',').some((range) => {
			const [first = '', last = first] = range.split('-');
			const digits = wanted[2] ?? '';
			// Slurm pads all numbers of a range alike: gcn[07-12] has no gcn8.
			const isAlike = /^0\d/.test(first) ? digits.length === first.length : !/^0\d/.test(digits);
			return isAlike && Number(digits) >= Number(first) && Number(digits) <= Number(last);
		});
	});
}

/** At commas outside of brackets. */
function partsOf(nodeList: string): readonly string[] {
	return nodeList.split(/,(?![^[]*\])/);
}
