import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { Shortage } from '../storage/transfer/prepare.ts';
import type { TransferFailure } from '../storage/transfer/progress.ts';
import type { PlanItem, TransferPlan } from '../storage/transfer/transferPlan.ts';
import { formatBytes } from './formatBytes.ts';

/** The rate is that of the last seconds: what was, a lost link for example, says nothing of what comes. */
const WINDOW_MS = 5_000;

/** More names than these do not help a person to decide. */
const NAMES_TOLD = 5;

/** Counts what a transfer has done, and says it in one line. */
export class TransferMeter {
	readonly #plan: Pick<TransferPlan, 'bytes' | 'files' | 'links' | 'directories'>;
	readonly #now: () => number;
	readonly #samples: { readonly at: number; readonly bytes: number }[];
	#bytes = 0;
	#done = 0;
	#current = '';

	constructor(plan: Pick<TransferPlan, 'bytes' | 'files' | 'links' | 'directories'>, now: () => number) {
		this.#plan = plan;
		this.#now = now;
		this.#samples = [{ at: now(), bytes: 0 }];
	}

	readonly moved = (bytes: number): void => {
		this.#bytes += bytes;
	};
	readonly done = (count: number): void => {
		this.#done += count;
	};
	readonly current = (path: string): void => {
		this.#current = path;
	};

	/** From 0 to 1. */
	get fraction(): number {
		const { bytes } = this.#plan;
		const total = this.#total;
		const parts = [...(bytes > 0 ? [this.#bytes / bytes] : []), ...(total > 0 ? [this.#done / total] : [])];
		return Math.min(1, Math.max(0, parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length)));
	}

	get #total(): number {
		const { files, links, directories } = this.#plan;
		return files.length + links.length + directories.length;
	}

	/** `1.2 GiB of 3.4 GiB · 12 of 340 · 45 MiB/s · 50 s left · model.bin` */
	line(): string {
		const now = this.#now();
		this.#samples.push({ at: now, bytes: this.#bytes });
		while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) > WINDOW_MS) this.#samples.shift();
		const first = this.#samples[0];
		const seconds = first ? (now - first.at) / 1000 : 0;
		const rate = first && seconds > 0.5 ? Math.max(0, this.#bytes - first.bytes) / seconds : 0;
		const left = rate > 0 ? (this.#plan.bytes - this.#bytes) / rate : undefined;
		return [
			l10n.t('{0} of {1}', formatBytes(Math.max(0, this.#bytes)), formatBytes(this.#plan.bytes)),
			l10n.t('{0} of {1} files', this.#done.toLocaleString(), this.#total.toLocaleString()),
			...(rate > 0 ? [l10n.t('{0}/s', formatBytes(rate))] : []),
			...(left !== undefined && left >= 1 ? [l10n.t('{0} left', duration(left))] : []),
			...(this.#current === '' ? [] : [shownName(this.#current.split('/').at(-1) ?? '')]),
		].join(' · ');
	}
}

function duration(seconds: number): string {
	if (seconds < 90) return l10n.t('{0} s', Math.round(seconds));
	if (seconds < 5400) return l10n.t('{0} min', Math.round(seconds / 60));
	return l10n.t('{0} h', (seconds / 3600).toFixed(1));
}

/** `12 files, 340 KiB` */
export function planSize({ files, links, bytes }: Pick<TransferPlan, 'files' | 'links' | 'bytes'>): string {
	const count = files.length + links.length;
	return count === 1
		? l10n.t('1 file, {0}', formatBytes(bytes))
		: l10n.t('{0} files, {1}', count.toLocaleString(), formatBytes(bytes));
}

/** What the person is asked before something that differs is replaced. */
export function replaceQuestion(
	replaced: readonly PlanItem[],
	newer: readonly PlanItem[],
	place: string,
): { readonly message: string; readonly detail: string } {
	const [only] = replaced;
	if (replaced.length === 1 && only)
		return {
			message: l10n.t('"{0}" exists already, with another content.', shownName(only.entry.path)),
			detail:
				newer.length > 0
					? l10n.t('The one in {0} is newer: replacing it would lose what was changed there.', place)
					: l10n.t('The one in {0} is older.', place),
		};
	const lost = newer.slice(0, NAMES_TOLD).map(({ entry }) => shownName(entry.path));
	const others = newer.length - lost.length;
	return {
		message: l10n.t('{0} files exist already, with another content.', replaced.length.toLocaleString()),
		detail:
			newer.length > 0
				? [
						l10n.t(
							'Of these, {0} in {1} are newer: replacing them would lose what was changed there.',
							newer.length.toLocaleString(),
							place,
						),
						...lost,
						...(others > 0 ? [l10n.t('and {0} more', others.toLocaleString())] : []),
					].join('\n')
				: l10n.t('All of them are older in {0}.', place),
	};
}

/** What the person is told at the end of a transfer that left out nothing. */
export function arrivedText(direction: 'up' | 'down', plan: TransferPlan, place: string): string {
	const size = planSize(plan);
	const told =
		direction === 'up'
			? l10n.t('Uploaded {0} to {1}, and all of it arrived.', size, place)
			: l10n.t('Downloaded {0} to {1}, and all of it arrived.', size, place);
	if (plan.same === 0) return told;
	const same =
		plan.same === 1
			? l10n.t('1 file was there already.')
			: l10n.t('{0} files were there already.', plan.same.toLocaleString());
	return `${told} ${same}`;
}

/** Why a transfer does not fit. */
export function shortageText({ of, needed, available }: Shortage, place: string): string {
	return of === 'bytes'
		? l10n.t('{0} has room for {1}, and this needs {2}.', place, formatBytes(available), formatBytes(needed))
		: l10n.t(
				'{0} has room for {1} more files, and this needs {2}.',
				place,
				available.toLocaleString(),
				needed.toLocaleString(),
			);
}

/** What was left out, a line each; the first of many. */
export function failureLines(
	failures: readonly TransferFailure[],
	troubles: readonly string[],
	{ special, blocked }: Pick<TransferPlan, 'special' | 'blocked'>,
): readonly string[] {
	return [
		...failures.map(({ path, reason }) => `${shownName(path)}: ${reason}`),
		...troubles.map(shownName),
		...blocked.map(({ entry }) =>
			entry.type === 'directory'
				? l10n.t('{0}: a file of that name stands in its place', shownName(entry.path))
				: l10n.t('{0}: a folder of that name stands in its place', shownName(entry.path)),
		),
		...special.map(({ path }) => l10n.t('{0}: a device, socket or pipe', shownName(path))),
	];
}
