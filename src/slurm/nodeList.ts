/** The first node of Slurm's compact list: `gcn1` of `gcn[1-4]`, `gcn07` of `gcn[07,09]`. Empty for an empty list. */
export function firstNodeOf(nodeList: string): string {
	const match = /^([^,[]*)(?:\[(\d+)[^\]]*\]([^,[]*))?/.exec(nodeList);
	return match ? `${match[1] ?? ''}${match[2] ?? ''}${match[3] ?? ''}` : '';
}
