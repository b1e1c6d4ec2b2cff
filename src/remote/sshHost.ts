import type { Event } from '../base/event.ts';
import type { Logger } from '../base/log.ts';
import { CommandLog, exitWords, failureWords, readable } from './commandLog.ts';
import { FileLog } from './fileLog.ts';
import type { Link } from './link/link.ts';
import type { RemoteFiles } from './remoteFiles.ts';
import type { ForwardTarget, RemoteForward } from './remoteForward.ts';
import type { ExecResult, HostStream, RemoteHost } from './remoteHost.ts';
import type { RemoteTerminal, TerminalOptions } from './remoteTerminal.ts';
import { SftpFiles } from './sftp/sftpFiles.ts';
import { openForward } from './shell/forward.ts';
import { RemoteShell } from './shell/remoteShell.ts';
import { streamShell } from './shell/shellStream.ts';
import { openTerminal } from './shell/terminal.ts';

export interface SshHostOptions {
	/** The name that the person knows the host by. */
	readonly name: string;
	readonly user: string;
	readonly log: Logger;
	/** Shell lines to run at the start of every shell, such as `unset` of variables that disturb. */
	readonly prelude: string;
	/** True where commands are rare: the shell opens with the first one. */
	readonly isForFiles?: boolean;
}

/** A RemoteHost over one signed-in link: a shell for short commands, a channel for each long one
 * and each terminal, SFTP for files. */
export class SshHost implements RemoteHost {
	readonly name: string;
	readonly user: string;
	readonly files: RemoteFiles;
	readonly onDidClose: Event<Error | undefined>;
	readonly #link: Link;
	readonly #shell: RemoteShell;
	readonly #log: CommandLog;
	readonly #opened: Logger;
	readonly #prelude: string;

	constructor(link: Link, { name, user, log, prelude, isForFiles = false }: SshHostOptions) {
		this.name = name;
		this.user = user;
		this.onDidClose = link.onDidClose;
		this.#link = link;
		this.#shell = new RemoteShell(link, prelude, { opensAtOnce: !isForFiles });
		this.#log = new CommandLog(name, log);
		this.#opened = log;
		this.#prelude = prelude;
		const exec = (commandLine: string, signal: AbortSignal) => this.exec(commandLine, signal);
		this.files = new FileLog(name, log, new SftpFiles(link, { exec }));
	}

	exec(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult> {
		return this.#log.around(commandLine, () => this.#shell.exec(commandLine, signal, onStart));
	}

	stream(commandLine: string, signal: AbortSignal, input?: AsyncIterable<Uint8Array>): HostStream {
		const output = streamShell(this.#link, this.#prelude, commandLine, signal, { ...(input && { input }) });
		return this.#log.aroundStream(commandLine, output);
	}

	async openTerminal(options: TerminalOptions, signal: AbortSignal): Promise<RemoteTerminal> {
		const terminal = await openTerminal(this.#link, options, signal);
		this.#opened.info(`${this.name}: terminal with ${readable(options.command ?? 'the login shell')}`);
		terminal.onDidEnd((end) => {
			const ending = end.kind === 'lost' ? failureWords(end.error) : exitWords(end.exitCode);
			this.#opened.info(`${this.name}: terminal → ${ending}`);
		});
		return terminal;
	}

	async forward(target: ForwardTarget, signal: AbortSignal): Promise<RemoteForward> {
		const forward = await openForward(this.#link, target, signal);
		const words = `${this.name}: port ${forward.port} to ${target.host}:${target.port}`;
		this.#opened.info(words);
		forward.onDidFail((error) => this.#opened.warn(`${words} → ${failureWords(error)}`));
		return forward;
	}

	probe(): void {
		this.#link.probe();
	}

	dispose(reason?: Error): Promise<void> {
		return this.#link.dispose(reason);
	}
}
