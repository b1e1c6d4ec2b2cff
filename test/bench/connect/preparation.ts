import { resolveHost } from '../../../src/remote/config/sshConfig.ts';
import { forever } from '../../support/practice.ts';
import { compare, timed } from '../support/compare.ts';
import { atDistance } from '../support/loginNode.ts';
import { COMPARISON_HEADER, comparisonRow, printTable } from '../support/table.ts';

/** What happens on this side before anything is dialled. To be called first: a library loads once. */
export async function measurePreparation(): Promise<void> {
	const loadMs = await timed(() => import('ssh2').then(() => undefined));
	await atDistance(0, async (node) => {
		const resolving = await compare(
			() => resolveHost({ host: 'bench', configFile: node.configFile }, forever),
			() => node.ssh('-G', 'bench'),
		);
		printTable(
			'Before anything is dialled',
			COMPARISON_HEADER,
			[
				comparisonRow('resolve the host', 0, resolving),
				['load the SSH library, once a window', '–', loadMs.toFixed(1), '–', '–', '1'],
			],
			'Both are part of the waits below, the library only of the first. AI Factory resolves by `ssh -G`; beside it,',
			'that program alone. In ms.',
		);
	});
}
