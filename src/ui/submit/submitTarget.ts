import type { Uri } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { SCHEME } from '../remoteUri.ts';
import type { SubmitMemory } from './submitMemory.ts';

/** The cluster that a script is for. */
export interface SubmitTarget {
	/** Of several that it may be for, the one that was connected first. */
	readonly session: ClusterSession;
	/** False where the person is asked when it is submitted. */
	readonly isSure: boolean;
}

/**
 * A script on a cluster is for that cluster; one from here for the connected one, and of several for the one that it, or
 * else the last script of the workspace, was submitted to. Undefined when none of them is connected.
 */
export function submitTarget(
	connected: readonly ClusterSession[],
	memory: Pick<SubmitMemory, 'clusterOf'>,
	script: Uri,
): SubmitTarget | undefined {
	const named = (name: string | undefined) => connected.find((session) => session.name === name);
	const sure = (session: ClusterSession | undefined) => session && { session, isSure: true };
	if (script.scheme === SCHEME) return sure(named(script.authority));
	const [first, ...others] = connected;
	if (!first || others.length === 0) return sure(first);
	return sure(named(memory.clusterOf(script))) ?? { session: first, isSure: false };
}
