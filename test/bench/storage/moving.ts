import type { RemoteHost, SteadyHost } from '../../../src/remote/remoteHost.ts';
import { download } from '../../../src/storage/transfer/download.ts';
import { prepareTransfer } from '../../../src/storage/transfer/prepare.ts';
import type { TransferHost } from '../../../src/storage/transfer/transferHost.ts';
import { upload } from '../../../src/storage/transfer/upload.ts';
import { forever } from '../../support/practice.ts';

const SILENT = { moved: () => {}, done: () => {}, current: () => {} };

/** What a person asks for with Upload or Download, but for the questions. */
export async function move(
	host: RemoteHost,
	direction: 'up' | 'down',
	{ remote, local, name }: { readonly remote: string; readonly local: string; readonly name: string },
): Promise<void> {
	const steady = {
		name: host.name,
		stream: host.stream.bind(host),
		exec: host.exec.bind(host),
		whenUp: async () => {},
	} as unknown as SteadyHost;
	const of: TransferHost = { files: host.files, shell: steady };
	const request = { direction, host: of, remote, local, names: [name] } as const;
	const { plan } = await prepareTransfer(request, () => undefined, forever);
	const work = direction === 'up' ? upload : download;
	const failures = await work({ host: of, remote, local, plan, progress: SILENT }, forever);
	const [first] = failures;
	if (first || plan.files.length === 0)
		throw new Error(`${failures.length} of ${plan.files.length} files were not moved: ${first?.reason}`);
}
