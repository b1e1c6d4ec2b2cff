import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../../src/base/rawText.ts';
import type { RemoteHost, SteadyHost } from '../../src/remote/remoteHost.ts';
import { download, type Transfer } from '../../src/storage/transfer/download.ts';
import { readLocalTree } from '../../src/storage/transfer/localFiles.ts';
import type { TransferFailure } from '../../src/storage/transfer/progress.ts';
import type { TransferHost } from '../../src/storage/transfer/transferHost.ts';
import { planTransfer, type TransferPlan } from '../../src/storage/transfer/transferPlan.ts';
import { treeOver, upload } from '../../src/storage/transfer/upload.ts';
import { forever } from './practice.ts';

/** Type, mode, seconds, and size or target of everything below `tree` with its name in bytes, and what is in the files. */
export const FACTS = `cd tree && { find . -mindepth 1 ! -type d -printf '%y %m %l ' -printf '%P\\0'; find . -type d -printf '%y %m ' -printf '%P\\0'; } | LC_ALL=C sort -z | od -An -c && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | cut -c1-64 && find . ! -type l -printf '%T@ ' -printf '%P\\0' | cut -z -d. -f1,3- | LC_ALL=C sort -z | od -An -c`;

/** A folder here, one over there, and the ways between them. `sure` is a host that no test breaks. */
export class TwoSides {
	readonly #sure: RemoteHost;
	readonly here: string;
	readonly there: string;

	/** @param parent where the folder over there is made: a command line that prints its path */
	static async make(sure: RemoteHost, { here = tmpdir(), make = 'mktemp -d' } = {}): Promise<TwoSides> {
		const { stdout } = await sure.exec(make, forever);
		return new TwoSides(sure, mkdtempSync(join(here, 'aif-transfer-')), stdout.trim());
	}

	private constructor(sure: RemoteHost, here: string, there: string) {
		this.#sure = sure;
		this.here = here;
		this.there = there;
	}

	async remove(): Promise<void> {
		execFileSync('chmod', ['-R', 'u+rwX', this.here]);
		rmSync(this.here, { recursive: true, force: true });
		await this.remotely(`chmod -R u+rwX . && rm -rf ${this.there}`);
	}

	local(commandLine: string): string {
		const args = ['-c', `cd "$1" && { ${commandLine}\n}`, 'sh', this.here];
		return textOf(execFileSync('sh', args, { maxBuffer: 1e8 }));
	}

	async remotely(commandLine: string): Promise<string> {
		const line = `cd ${this.there} && { ${commandLine}\n}`;
		const { stdout, stderr, exitCode } = await this.#sure.exec(line, forever);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	}

	async plan(of: TransferHost, direction: 'up' | 'down', names = ['tree']): Promise<TransferPlan> {
		const trees = [
			await readLocalTree(this.here, names, forever),
			await treeOver(of, this.there, names, forever),
		] as const;
		const [source, target] = direction === 'up' ? trees : ([trees[1], trees[0]] as const);
		return planTransfer(source.entries, new Map(target.entries.map((entry) => [entry.path, entry])));
	}

	/** Moves what a plan says, or what one made now says. */
	async move(
		of: TransferHost,
		direction: 'up' | 'down',
		{
			plan,
			progress = SILENT,
			signal = forever,
		}: { plan?: TransferPlan; progress?: Transfer['progress']; signal?: AbortSignal } = {},
	): Promise<readonly TransferFailure[]> {
		const made = plan ?? (await this.plan(of, direction));
		const work = direction === 'up' ? upload : download;
		return work({ host: of, remote: this.there, local: this.here, plan: made, progress }, signal);
	}
}

export const SILENT: Transfer['progress'] = { moved: () => {}, done: () => {}, current: () => {} };

/** A host as it is, for a transfer. What it says when it is to come back after a loss is `whenUp`. */
export function transferHostOf(
	host: RemoteHost,
	whenUp: () => Promise<void> = async () => {},
): TransferHost & { readonly shell: SteadyHost } {
	const shell = {
		name: host.name,
		stream: host.stream.bind(host),
		exec: host.exec.bind(host),
		whenUp,
	} as unknown as SteadyHost;
	return { files: host.files, shell };
}

/** Counts, and notices when more was moved than there is. */
export class Counter {
	readonly #plan: Pick<TransferPlan, 'bytes'>;
	readonly #heard: (bytes: number) => void;
	bytes = 0;
	items = 0;
	most = 0;

	constructor(plan: Pick<TransferPlan, 'bytes'>, heard: (bytes: number) => void = () => {}) {
		this.#plan = plan;
		this.#heard = heard;
	}

	readonly moved = (bytes: number): void => {
		this.bytes += bytes;
		this.most = Math.max(this.most, this.bytes);
		assert.ok(this.bytes <= this.#plan.bytes, `${this.bytes} of ${this.#plan.bytes} bytes`);
		this.#heard(this.bytes);
	};
	readonly done = (count: number): void => {
		this.items += count;
	};
	readonly current = (): void => {};
}
