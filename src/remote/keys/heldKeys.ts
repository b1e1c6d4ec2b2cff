import { readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Logger } from '../../base/log.ts';
import { Agent, type AgentKey } from './agent.ts';
import { agentPipes, PIPES } from './pageant.ts';

/** A key of an agent's, and the agent to ask for its signatures. */
export interface HeldKey extends AgentKey {
	readonly agent: Agent;
}

/** The keys of the agent at a path, and of Pageant where that may stand in for it. An agent that is not there holds none. */
export async function heldKeys(
	path: string | undefined,
	log: Logger,
	signal: AbortSignal,
): Promise<readonly HeldKey[]> {
	const held: HeldKey[] = [];
	for (const agent of (await agentPaths(path)).map((each) => new Agent(each))) {
		try {
			held.push(...(await agent.keys(signal)).map((key) => ({ ...key, agent })));
		} catch (error) {
			signal.throwIfAborted();
			log.info(`No keys from the agent: ${(error as Error).message}`);
		}
	}
	return held;
}

async function agentPaths(path: string | undefined): Promise<readonly string[]> {
	if (path === undefined) return [];
	if (process.platform !== 'win32') return [path];
	const pipes = await readdir(PIPES).catch(() => []);
	return agentPipes(path, pipes, userInfo().username);
}
