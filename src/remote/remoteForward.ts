import type { Event } from '../base/event.ts';

/** A port as the login node sees it: `gcn3:8888`, or `localhost:8888` for the login node itself. */
export interface ForwardTarget {
	readonly host: string;
	readonly port: number;
	/** The port of this computer to listen on, where it is free. */
	readonly localPort?: number;
}

/** A port of this computer, for this computer alone, whose connections lead to a port on the other side. */
export interface RemoteForward {
	readonly port: number;
	/** A connection that came to nothing: ProblemError `forwardRefused` or `connectionLost`. The next one may do better. */
	readonly onDidFail: Event<Error>;
	/** Stops listening and ends all connections. */
	dispose(): Promise<void>;
}
