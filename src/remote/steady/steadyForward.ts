import { Emitter, type Event } from '../../base/event.ts';
import type { LinkState } from '../link/linkState.ts';
import type { ForwardTarget, RemoteForward } from '../remoteForward.ts';

/** Opens a forward over the link as it is. */
export type OpenForward = (target: ForwardTarget, signal: AbortSignal) => Promise<RemoteForward>;

/** A forward that is there again, on the same port of this computer, whenever a lost link is back. Throws as `open` does. */
export async function steadyForward(
	target: ForwardTarget,
	open: OpenForward,
	onDidChangeState: Event<LinkState>,
	signal: AbortSignal,
): Promise<RemoteForward> {
	const failed = new Emitter<Error>();
	const life = new AbortController();
	let current = await open(target, signal);
	let failures = current.onDidFail((error) => failed.fire(error));
	const { port } = current;
	const openAgain = async () => {
		await end();
		try {
			const next = await open({ ...target, localPort: port }, life.signal);
			if (life.signal.aborted || next.port !== port) {
				await next.dispose();
				throw new Error(`Port ${port} of this computer is in use by another program.`);
			}
			current = next;
			failures = next.onDidFail((error) => failed.fire(error));
		} catch (error) {
			if (!life.signal.aborted) failed.fire(error instanceof Error ? error : new Error(String(error)));
		}
	};
	const end = async () => {
		void failures.dispose();
		await current.dispose();
	};
	const states = onDidChangeState(({ kind }) => {
		if (kind === 'up') void openAgain();
	});
	return {
		port,
		onDidFail: failed.event,
		async dispose() {
			void states.dispose();
			life.abort();
			await end();
			failed.dispose();
		},
	};
}
