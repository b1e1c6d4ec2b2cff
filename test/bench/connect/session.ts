import type { RemoteHost, SteadyHost } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { listMyJobs } from '../../../src/slurm/squeue.ts';
import { TailPlaces } from '../../../src/slurm/tailPlaces.ts';
import { connectTo, forever } from '../../support/practice.ts';

/** A connection to the login node, and what serves it there. */
export interface OpenSession {
	readonly host: RemoteHost;
	/** sshd's process under the person's name: the parent of all that runs over the connection. */
	readonly serverPid: number;
}

/** Connects, and uses the connection in the first `count` ways that it has, all unless told. They end with the connection. */
export async function openSession(count?: number): Promise<OpenSession> {
	const host = await connectTo('practice');
	const { stdout } = await host.exec('echo $PPID', forever);
	for (const use of usesOf(host).slice(0, count)) await use.open();
	return { host, serverPid: Number(stdout) };
}

/** What a person opens over a connection in the course of a day. */
export function usesOf(host: RemoteHost): readonly { what: string; open(): Promise<unknown> }[] {
	return [
		{ what: 'one squeue', open: () => run(host, listMyJobs(createSeparators()), forever) },
		{ what: "a job's output followed", open: () => followSomething(host) },
		...(hasTerminals(host)
			? [{ what: 'a terminal', open: () => host.openTerminal({ size: { columns: 80, rows: 24 } }, forever) }]
			: []),
	];
}

/** A host with terminals, by the part of their interface that is needed here. */
interface Terminals {
	openTerminal(
		options: { readonly size: { readonly columns: number; readonly rows: number } },
		signal: AbortSignal,
	): Promise<unknown>;
}

function hasTerminals(host: RemoteHost): host is RemoteHost & Terminals {
	return 'openTerminal' in host;
}

async function followSomething(host: RemoteHost): Promise<void> {
	const steady: SteadyHost = Object.assign(host, { whenUp: async () => {} });
	const file = { host: steady, path: '/etc/passwd', places: new TailPlaces(), mostBehindBytes: undefined };
	const events = followOutput(file, forever, forever)[Symbol.asyncIterator]();
	const first = await events.next();
	if (first.value?.kind !== 'text') throw new Error(`The output began with ${JSON.stringify(first.value)}.`);
	events.next().catch(() => undefined);
}
