import { ProgressLocation, window } from 'vscode';
import { cancelled } from '../base/abort.ts';
import { TransferMeter } from '../presenters/transferText.ts';
import type { TransferProgress } from '../storage/transfer/progress.ts';
import type { TransferPlan } from '../storage/transfer/transferPlan.ts';

const TELL_MS = 250;

/** Moves what a plan says, with a notification that shows how far it is and can end it. */
export function withTransferProgress<T>(
	title: string,
	plan: TransferPlan,
	move: (progress: TransferProgress, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
	return window.withProgress(
		{ location: ProgressLocation.Notification, title, cancellable: true },
		async (progress, token) => {
			const stop = new AbortController();
			token.onCancellationRequested(() => stop.abort(cancelled()));
			const meter = new TransferMeter(plan, () => performance.now());
			let told = 0;
			const timer = setInterval(() => {
				const percent = meter.fraction * 100;
				progress.report({ message: meter.line(), increment: percent - told });
				told = percent;
			}, TELL_MS);
			try {
				return await move(meter, stop.signal);
			} finally {
				clearInterval(timer);
			}
		},
	);
}
