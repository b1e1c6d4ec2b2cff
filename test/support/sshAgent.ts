import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** OpenSSH's own agent, for one test. */
export class SshAgent {
	/** Where it listens. */
	readonly path: string;
	readonly #process: ChildProcess;

	/** Starts one that holds the keys of these files, none of which may have a passphrase. */
	static async start(keyFiles: readonly string[]): Promise<SshAgent> {
		const agent = new SshAgent();
		while (!existsSync(agent.path)) await delay(10);
		const env = { ...process.env, SSH_AUTH_SOCK: agent.path };
		execFileSync('ssh-add', ['-q', ...keyFiles], { env });
		return agent;
	}

	private constructor() {
		this.path = join(mkdtempSync(join(tmpdir(), 'aif-agent-')), 'socket');
		this.#process = spawn('ssh-agent', ['-D', '-a', this.path], { stdio: 'ignore' });
	}

	close(): void {
		this.#process.kill();
		rmSync(dirname(this.path), { recursive: true, force: true });
	}
}
