import { type CancellationToken, type Progress, ProgressLocation, window } from 'vscode';
import { cancelled } from '../base/abort.ts';

/** The core speaks AbortSignal only; this is the one place where the two meet. */
function signalOf(token: CancellationToken): AbortSignal {
	const controller = new AbortController();
	if (token.isCancellationRequested) controller.abort(cancelled());
	token.onCancellationRequested(() => controller.abort(cancelled()));
	return controller.signal;
}

/** Runs work that the person started, with a notification that can cancel it. */
export function withProgress<T>(
	title: string,
	work: (signal: AbortSignal, report: (step: string) => void) => Promise<T>,
): Thenable<T> {
	return window.withProgress(
		{ location: ProgressLocation.Notification, title, cancellable: true },
		(progress: Progress<{ message: string }>, token) =>
			work(signalOf(token), (message) => progress.report({ message })),
	);
}
